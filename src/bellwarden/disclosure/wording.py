"""Every sentence that may leave, in three languages. `{reference}` and `{carrier}` are all that is ever filled in."""

from typing import Final

_EN: Final = {
    "subject": "Your report",
    "received": "Thank you. We have your report; its reference is {reference}. Please keep the reference in the "
    "subject if you write again.",
    "received_trade": "We have your report; its reference is {reference}.",
    "handled": "It is handled under our abuse policy. We tell nobody outside whether a number is assigned, to whom, "
    "or which calls were made.",
    "in_path": "If a call of yours came to you over our network, send its time, both numbers and the signalling "
    "identifiers to our traceback contact; we answer those within the time the rules set.",
    "pass_on": "Please pass the following on to the person who was called.",
    "danger": "If you feel threatened or anybody is in danger, call the police now (911 in the United States and "
    "Canada, 999 or 112 in the United Kingdom, 112 or 17 in France) and keep messages and call lists. "
    "Threatening somebody by telephone is a crime. Tell us that you have done so, with the police reference: the "
    "police can demand from us what we may not tell you.",
    "cannot_say": "The law forbids us to say whether a number is one of ours, who uses it, or whether a call was "
    "made over our network; we give everybody this same answer, whatever we find.",
    "what_we_do": "We look up every report in our call records. Where calls over our network break the law or our "
    "terms, we act against whoever made them, up to ending the service.",
    "offer": "Should calls to your number cross our network, we can refuse them. If you want that, answer this mail "
    "from the address you wrote from with the words BLOCK CALLS TO ME and your number; we will confirm that the "
    "number is yours by calling it.",
    "questions": "It would help us to know:",
    "spoofing": "The number on a display can be forged, so its owner often has made no call. If strangers call you "
    "back about calls you never made, your own number is being shown by others: tell us, and we help you to have "
    "it put on the list of numbers that never place calls.",
    "advice": "Your own telephone company can block and trace calls to you, and often has a code that marks the last "
    "call as malicious. In the United States report unwanted calls at donotcall.gov and to the FCC at "
    "consumercomplaints.fcc.gov; elsewhere to your regulator. If money was lost, tell your bank and the police.",
    "preserved": "We preserve the records we may have of the time you name for 90 days.",
    "process": "Records and subscriber data are given out on valid legal process only. Please serve it on our "
    "registered agent.",
    "emergency_request": "If somebody's life or safety is in danger, say so in writing with your agency, name, a "
    "telephone number of the agency that can be looked up, and the facts. A person is told of it at once and "
    "calls you back.",
    "instruments": "Otherwise we need legal process: a subpoena for basic subscriber data, a court order under 18 "
    "USC 2703(d) for other records, a search warrant for content. In cases of telemarketing fraud a formal "
    "written request suffices for name, address and place of business of a subscriber who engages in "
    "telemarketing (18 USC 2703(c)(1)(D)). We can neither confirm nor deny that we hold such data.",
    "preservation": "On a written request we preserve what we may hold for 90 days (18 USC 2703(f)).",
    "close": "{carrier}, abuse desk",
}
_ES: Final = {
    "subject": "Su denuncia",
    "received": "Gracias. Hemos recibido su denuncia; su referencia es {reference}. Conserve la referencia en el "
    "asunto si vuelve a escribirnos.",
    "received_trade": "Hemos recibido su denuncia; su referencia es {reference}.",
    "handled": "Se tramita según nuestra política contra abusos. No decimos a nadie de fuera si un número está "
    "asignado, a quién, ni qué llamadas se hicieron.",
    "in_path": "Si una llamada le llegó a través de nuestra red, envíe la hora, los dos números y los "
    "identificadores de señalización a nuestro contacto de rastreo; respondemos en el plazo que fijan las normas.",
    "pass_on": "Le rogamos que transmita lo siguiente a la persona que recibió las llamadas.",
    "danger": "Si se siente amenazado o alguien corre peligro, llame ahora a la policía (911 en Estados Unidos, "
    "Canadá y México, 112 en España) y guarde los mensajes y la lista de llamadas. Amenazar por teléfono es "
    "delito. Díganos que lo ha hecho y la referencia policial: la policía puede exigirnos lo que a usted no "
    "podemos decirle.",
    "cannot_say": "La ley nos prohíbe decir si un número es nuestro, quién lo usa o si una llamada pasó por nuestra "
    "red; damos a todos esta misma respuesta, sea cual sea el resultado.",
    "what_we_do": "Buscamos cada denuncia en nuestros registros de llamadas. Si hay llamadas por nuestra red que "
    "incumplen la ley o nuestras condiciones, actuamos contra quien las hizo, hasta dar por terminado el servicio.",
    "offer": "Si pasaran por nuestra red llamadas a su número, podemos rechazarlas. Si lo desea, responda a este "
    "correo desde la dirección con que nos escribió con las palabras BLOQUEAR LLAMADAS y su número; "
    "comprobaremos que el número es suyo llamándolo.",
    "questions": "Nos ayudaría saber:",
    "spoofing": "El número que aparece en pantalla puede ser falso, y muchas veces su titular no ha llamado a nadie. "
    "Si desconocidos le devuelven llamadas que usted no hizo, otros muestran su número: díganoslo y le "
    "ayudaremos a inscribirlo en la lista de números que nunca llaman.",
    "advice": "Su propia compañía telefónica puede bloquear y rastrear llamadas, y a menudo tiene un código para "
    "marcar la última llamada como maliciosa. En Estados Unidos denuncie en donotcall.gov y ante la FCC en "
    "consumercomplaints.fcc.gov; en otros países, ante su regulador. Si perdió dinero, avise a su banco y a la "
    "policía.",
    "preserved": "Conservamos durante 90 días los registros que pudiéramos tener del tiempo que usted indica.",
    "process": "Los registros y datos de abonados solo se entregan por orden legal válida. Notifíquela a nuestro "
    "representante registrado.",
    "emergency_request": "Si peligra la vida o la seguridad de alguien, dígalo por escrito con su organismo, su "
    "nombre, un teléfono del organismo que pueda comprobarse y los hechos. Se avisa de inmediato a una persona, "
    "que le devolverá la llamada.",
    "instruments": "En los demás casos necesitamos una orden legal: subpoena para datos básicos del abonado, orden "
    "judicial según 18 USC 2703(d) para otros registros, orden de registro para contenidos. No podemos confirmar "
    "ni negar que tengamos tales datos.",
    "preservation": "A petición escrita conservamos durante 90 días lo que pudiéramos tener (18 USC 2703(f)).",
    "close": "{carrier}, oficina contra abusos",
}
_FR: Final = {
    "subject": "Votre signalement",
    "received": "Merci. Nous avons reçu votre signalement ; sa référence est {reference}. Gardez la référence dans "
    "l'objet si vous nous écrivez de nouveau.",
    "received_trade": "Nous avons reçu votre signalement ; sa référence est {reference}.",
    "handled": "Il est traité selon notre politique contre les abus. Nous ne disons à personne si un numéro est "
    "attribué, à qui, ni quels appels ont été passés.",
    "in_path": "Si un appel vous est parvenu par notre réseau, envoyez l'heure, les deux numéros et les identifiants "
    "de signalisation à notre contact de traçage ; nous y répondons dans le délai que fixent les règles.",
    "pass_on": "Merci de transmettre ce qui suit à la personne appelée.",
    "danger": "Si vous vous sentez menacé ou si quelqu'un est en danger, appelez tout de suite la police (17 ou 112 "
    "en France, 911 au Canada) et gardez les messages et la liste des appels. Menacer quelqu'un par téléphone "
    "est un délit. Dites-nous que vous l'avez fait, avec la référence de la police : elle peut exiger de nous ce "
    "que nous ne pouvons pas vous dire.",
    "cannot_say": "La loi nous interdit de dire si un numéro est à nous, qui l'utilise ou si un appel est passé par "
    "notre réseau ; nous donnons à tous cette même réponse, quoi que nous trouvions.",
    "what_we_do": "Nous cherchons chaque signalement dans nos relevés d'appels. Si des appels passés par notre "
    "réseau enfreignent la loi ou nos conditions, nous agissons contre leur auteur, jusqu'à mettre fin au service.",
    "offer": "Si des appels vers votre numéro passaient par notre réseau, nous pouvons les refuser. Si vous le "
    "souhaitez, répondez à ce message depuis l'adresse d'où vous avez écrit avec les mots BLOQUER LES APPELS et "
    "votre numéro ; nous vérifierons que le numéro est à vous en l'appelant.",
    "questions": "Il nous serait utile de savoir :",
    "spoofing": "Le numéro affiché peut être falsifié, et souvent son titulaire n'a appelé personne. Si des inconnus "
    "vous rappellent pour des appels que vous n'avez pas passés, d'autres affichent votre numéro : "
    "dites-le-nous, nous vous aiderons à le faire inscrire sur la liste des numéros qui n'appellent jamais.",
    "advice": "Votre propre opérateur peut bloquer et tracer les appels que vous recevez. En France, signalez les "
    "appels sur signal.conso.gouv.fr et au 33700 ; ailleurs, à votre régulateur. Si de l'argent a été perdu, "
    "prévenez votre banque et la police.",
    "preserved": "Nous conservons pendant 90 jours les relevés que nous pourrions avoir de la période que vous "
    "indiquez.",
    "process": "Relevés et données d'abonnés ne sont remis que sur acte de procédure valable. Veuillez le signifier "
    "à notre représentant.",
    "emergency_request": "Si la vie ou la sécurité de quelqu'un est en danger, dites-le par écrit avec votre "
    "service, votre nom, un numéro du service que l'on puisse vérifier, et les faits. Une personne est prévenue "
    "aussitôt et vous rappelle.",
    "instruments": "Sinon il nous faut un acte de procédure : subpoena pour les données de base, ordonnance selon 18 "
    "USC 2703(d) pour d'autres relevés, mandat pour les contenus ; en France, une réquisition. Nous ne pouvons "
    "ni confirmer ni nier que nous détenons de telles données.",
    "preservation": "Sur demande écrite nous conservons pendant 90 jours ce que nous pourrions détenir (18 USC "
    "2703(f)).",
    "close": "{carrier}, service des abus",
}
BLOCKS: Final[dict[str, dict[str, str]]] = {"en": _EN, "es": _ES, "fr": _FR}

# Asked of the complainant when a fact is missing that the law turns on.
QUESTIONS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "feels_threatened": "Does the person called feel threatened or harassed by the calls? If so, it is a matter "
        "for the police as well.",
        "consent": "Did you ever agree to be called by this company, and have you told them to stop? When?",
        "relationship": "Have you bought from this company, or asked it for something, in the last 18 months?",
        "line": "Is the number that was called a mobile, a home or a business line?",
        "origin": "Did a person speak, or was it a recording?",
        "content": "What was said or offered, and for whom did they say they called?",
        "purpose": "What did the caller want?",
    },
    "es": {
        "feels_threatened": "¿La persona llamada se siente amenazada o acosada por las llamadas? En ese caso es "
        "también asunto de la policía.",
        "consent": "¿Aceptó alguna vez que esa empresa le llamara, y le pidió que dejara de hacerlo? ¿Cuándo?",
        "relationship": "¿Compró algo a esa empresa, o le pidió algo, en los últimos 18 meses?",
        "line": "¿El número llamado es un móvil, un teléfono de casa o de empresa?",
        "origin": "¿Habló una persona o era una grabación?",
        "content": "¿Qué dijeron u ofrecieron, y en nombre de quién llamaban?",
        "purpose": "¿Qué quería quien llamó?",
    },
    "fr": {
        "feels_threatened": "La personne appelée se sent-elle menacée ou harcelée par les appels ? Si oui, cela "
        "relève aussi de la police.",
        "consent": "Avez-vous jamais accepté d'être appelé par cette société, et lui avez-vous demandé d'arrêter ? "
        "Quand ?",
        "relationship": "Avez-vous acheté quelque chose à cette société, ou lui avez-vous demandé quelque chose, "
        "depuis 18 mois ?",
        "line": "Le numéro appelé est-il un mobile, une ligne fixe privée ou une ligne professionnelle ?",
        "origin": "Une personne parlait-elle, ou était-ce un enregistrement ?",
        "content": "Qu'a-t-on dit ou proposé, et au nom de qui disait-on appeler ?",
        "purpose": "Que voulait l'appelant ?",
    },
}
DEFAULT: Final = "en"
