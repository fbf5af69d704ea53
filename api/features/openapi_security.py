"""How the API's description (OpenAPI 3.0 §4.8.27) tells of tokens: none is needed to read what is public."""

from typing import Any

from django.utils.translation import gettext as _

_BEARER, _BASIC = "token", "tokenAsPassword"
FOR_READING: list[dict[str, list[str]]] = [{}, {_BEARER: []}, {_BASIC: []}]
FOR_WRITING: list[dict[str, list[str]]] = [{_BEARER: []}]


def about_tokens() -> str:
    return _(
        "Ό,τι είναι δημόσιο διαβάζεται χωρίς κλειδί. Με κλειδί που έχει το δικαίωμα read βλέπετε και επίπεδα που δεν είναι δημόσια: όσα "
        "ορίζει το κλειδί, ή όσα συντηρεί η υπηρεσία που το έχει. Το κλειδί στέλνεται μόνο σε κεφαλίδα, ποτέ στη διεύθυνση: "
        "Authorization: Bearer gp_…, ή ως κωδικός πρόσβασης (Basic) με όποιο όνομα χρήστη θέλετε, για προγράμματα όπως QGIS, ArcGIS και "
        "Excel. Όποιο πρόγραμμα στέλνει κωδικό μόνο αφού του ζητηθεί, ξεκινά από διεύθυνση με authenticate=true. Για εγγραφή μόνο Bearer."
    )


def security_schemes() -> dict[str, Any]:
    return {
        _BEARER: {
            "type": "http",
            "scheme": "bearer",
            "description": _("Κλειδί που εκδίδει ο Δήμος· για ό,τι είναι δημόσιο δεν χρειάζεται."),
        },
        _BASIC: {
            "type": "http",
            "scheme": "basic",
            "description": _("Το ίδιο κλειδί ως κωδικός πρόσβασης, με όποιο όνομα χρήστη θέλετε· μόνο για ανάγνωση."),
        },
    }
