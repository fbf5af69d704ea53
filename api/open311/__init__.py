"""Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2): kinds of requests and cases for other systems, in XML and JSON."""
