"""A walk as GPX 1.1, for the telephone or the watch in the walker's pocket."""

from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint

from geoportal.routes.walks import Walk, WalkStop
from geoportal.site.xml_text import xml_text

MEDIA_TYPE = "application/gpx+xml"


def gpx_of(walk: Walk, *, url: str, author: str) -> str:
    """Return ``walk`` as one track, and a waypoint for each of its stops; ``url`` is the page that tells of it."""
    document = GPX()
    document.creator = "geoportal"
    document.name = xml_text(walk.name)
    document.description = xml_text(walk.summary)
    document.author_name = xml_text(author)
    document.link = url
    document.waypoints = [_waypoint(stop) for stop in walk.stops]
    document.tracks = [_track(walk, url=url)]
    return document.to_xml(version="1.1")


def _waypoint(stop: WalkStop) -> GPXWaypoint:
    lon, lat = stop.lon_lat
    return GPXWaypoint(latitude=lat, longitude=lon, name=xml_text(f"{stop.number}. {stop.name}"), description=xml_text(stop.text))


def _track(walk: Walk, *, url: str) -> GPXTrack:
    track = GPXTrack(name=xml_text(walk.name), description=xml_text(walk.summary))
    track.link = url
    track.segments = [GPXTrackSegment([GPXTrackPoint(latitude=lat, longitude=lon) for lon, lat in walk.line])]
    return track
