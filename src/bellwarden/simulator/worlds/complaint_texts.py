"""What people write when they complain, in three languages; {number}, {mine}, {when}, {callback} are filled in."""

from typing import Final

# What the call was about, by class of the call; `callback` is a number to call that the message names.
SUBJECTS: Final = {
    "B1": ("car warranty", "garantía del auto", "garantie automobile"),
    "B2": ("debt relief", "alivio de deudas", "rachat de dettes"),
    "B3": ("a government office", "una oficina del gobierno", "un service du gouvernement"),
    "B4": ("an electricity refund", "un reembolso de la luz", "un remboursement d'électricité"),
    "B5": ("nothing, it rang once", "nada, sonó una vez", "rien, une seule sonnerie"),
    "B7": ("somebody I know", "alguien que conozco", "quelqu'un que je connais"),
    "B9": ("health insurance", "un seguro médico", "une assurance santé"),
    "B10": ("solar panels", "paneles solares", "des panneaux solaires"),
    "": ("a survey or an appointment", "una encuesta o una cita", "un sondage ou un rendez-vous"),
}
LANGUAGES: Final = ("en", "es", "fr")

TEXTS: Final = {
    "en": (
        "I got a call from {number} on my phone {mine} {when}. It was about {subject}. Please make them stop.",
        "Stop letting these people call me!! {number} called {mine} {when}, a recording about {subject}.",
        "Hello, I am on the do not call list. On {when} the number {number} called me ({mine}) about {subject}.",
        "caller: {number}\nmy number: {mine}\nwhen: {when}\nwhat: {subject}",
        "My mother ({mine}) was called by {number}, {when}. They talked about {subject} and asked for her card number.",
    ),
    "es": (
        "Recibí una llamada del {number} en mi teléfono {mine} {when}. Era sobre {subject}. Que no llamen más.",
        "El número {number} me llamó ({mine}) {when}. Una grabación sobre {subject}.",
    ),
    "fr": (
        "J'ai reçu un appel du {number} sur mon téléphone {mine} {when}. Il s'agissait de : {subject}. Arrêtez-les.",
        "Le numéro {number} m'a appelé au {mine} {when} ; un enregistrement : {subject}.",
    ),
}
NUMBER_UNKNOWN: Final = {"en": "an unknown number", "es": "un número desconocido", "fr": "un numéro inconnu"}
CALLBACK: Final = {
    "en": "They said to call back {callback}.",
    "es": "Dijeron que llamara al {callback}.",
    "fr": "Il fallait rappeler le {callback}.",
}
AGAIN: Final = {
    "en": "They also called at {times}.",
    "es": "También llamaron a las {times}.",
    "fr": "Ils ont aussi appelé à {times}.",
}
TITLES: Final = {
    "en": ("Unwanted call", "Robocall from your network", "please stop this number", "Complaint about {number}"),
    "es": ("Llamada no deseada", "Queja sobre {number}"),
    "fr": ("Appel indésirable", "Plainte concernant {number}"),
}
# strftime patterns by language: with the day and the time as people write them.
WHENS: Final = {
    "en": (
        "on {month} {day} at {h12}:{minute} {ap}",
        "{m}/{d}/{year} {h12}:{minute} {ap}",
        "on {year}-{m}-{d} around {hour}:{minute}",
    ),
    "es": ("el {d}/{m}/{year} a las {hour}:{minute}", "el {day} de {month} a las {hour}:{minute}"),
    "fr": ("le {d}/{m}/{year} à {hour}h{minute}", "le {day} {month} vers {hour}h{minute}"),
}
MONTHS: Final = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
}
