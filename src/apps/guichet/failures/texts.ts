import { catalogue } from '#platform/i18n'

/** What a page says when it cannot do what was asked: what happened, then what to do. */
export const failureTexts = catalogue({
  fr: {
    // By what the answer means
    badRequest: 'Cette adresse n’est pas complète',
    badRequest_body: 'Il y manque quelque chose. Revenez à la page d’avant et recommencez.',
    forbidden: 'Cette page n’est pas pour vous',
    forbidden_body: 'Vous êtes bien connecté, mais cette page est réservée à d’autres personnes.',
    notFound: 'Nous ne trouvons pas cette page',
    notFound_body: 'L’adresse a peut-être changé, ou une lettre manque. Cherchez votre démarche depuis l’accueil.',
    conflict: 'Quelqu’un est passé avant vous',
    conflict_body: 'La page a changé entre-temps. Revenez en arrière pour voir où en sont les choses.',
    gone: 'Cette page n’existe plus',
    gone_body: 'Elle a été retirée. Repartez de l’accueil.',
    tooLarge: 'L’envoi est trop lourd',
    tooLarge_body: 'Chaque fichier peut faire 20 Mo au plus. Revenez en arrière et envoyez-les en plusieurs fois.',
    tooMany: 'Trop d’essais en peu de temps',
    tooMany_body: 'Cette attente protège vos données. Rien de ce que vous avez écrit n’est perdu.',
    tooMany_wait: (wait: string) => `Réessayez dans ${wait}.`,
    broken: 'Une erreur est survenue de notre côté',
    broken_body: 'Nous en sommes avertis. Ce que vous aviez enregistré est gardé : revenez en arrière et réessayez.',
    away: 'Le service est momentanément arrêté',
    away_body: 'Il revient d’ici quelques minutes. Vos brouillons et vos demandes sont gardés.',
    // By code, where more can be said
    site: 'Nous ne connaissons pas cette commune',
    site_body:
      'Elle n’est pas sur ce territoire, ou son adresse est mal écrite. Cherchez-la par son nom ou son code postal.',
    procedure: 'Cette démarche n’est pas proposée ici',
    procedure_body:
      'La commune ne la propose pas en ligne, ou plus. Regardez les autres démarches, ou appelez la mairie.',
    draft: 'Nous ne trouvons pas ce brouillon',
    draft_body:
      'Il a peut-être été envoyé ou supprimé, ou il a été commencé sur un autre appareil. Un brouillon est gardé 30 jours.',
    expired: 'Ce brouillon n’est plus gardé',
    expired_body: 'Un brouillon est effacé 30 jours après votre dernière visite. Vous pouvez recommencer la demande.',
    request: 'Nous ne trouvons pas cette demande',
    request_body: 'Vérifiez que vous êtes connecté avec le bon compte, ou suivez-la avec son code de suivi.',
    file: 'Nous ne trouvons pas ce fichier',
    file_body: 'Il a peut-être été retiré de la demande.',
    crossSite: 'Cet envoi ne vient pas de ce site',
    crossSite_body: 'Par sécurité, il n’a pas été accepté. Ouvrez la page ici et recommencez.',
    session: 'Connectez-vous pour continuer',
    session_body: 'Cette page est personnelle.',
    filesCount: 'Trop de fichiers à la fois',
    filesCount_body: 'Envoyez 20 fichiers au plus à la fois. Revenez en arrière : vos réponses y sont.',
    disk: 'Nous ne pouvons plus rien enregistrer pour le moment',
    disk_body: 'Nous en sommes avertis. Gardez cette page ouverte et réessayez dans quelques minutes.',
    scanner: 'Les fichiers ne peuvent pas être vérifiés pour le moment',
    scanner_body: 'Réessayez dans quelques minutes, ou envoyez votre demande sans fichier et joignez-le ensuite.',
    damaged: 'Ce fichier est abîmé',
    damaged_body: 'Nous en sommes avertis. Demandez au service de vous l’envoyer de nouveau.',
    busy: 'Beaucoup de monde se connecte en ce moment',
    busy_body: 'Réessayez dans une minute.',
    mail: 'Nous ne trouvons pas ce message',
    mail_body: 'Il a peut-être été effacé.',
    account: 'Nous ne trouvons pas ce compte',
    account_body: 'Il a peut-être été fermé.',
    // Ways on
    home: 'Revenir à l’accueil',
    procedures: 'Voir les démarches',
    find: 'Trouver ma commune',
    signIn: 'Me connecter',
    retry: 'Réessayer',
    reference: (reference: string) => `Si vous nous appelez, donnez cette référence : ${reference}`,
    help: 'Besoin d’une personne ?',
    seconds: 'secondes',
    second: 'seconde',
    minutes: 'minutes',
    minute: 'minute',
  },
  en: {
    badRequest: 'This address is not complete',
    badRequest_body: 'Something is missing in it. Go back to the page before and start again.',
    forbidden: 'This page is not for you',
    forbidden_body: 'You are signed in, but this page is kept for other people.',
    notFound: 'We cannot find this page',
    notFound_body: 'The address may have changed, or a letter is missing. Look for your service from the home page.',
    conflict: 'Somebody came before you',
    conflict_body: 'The page has changed meanwhile. Go back to see where things stand.',
    gone: 'This page no longer exists',
    gone_body: 'It was taken away. Start from the home page.',
    tooLarge: 'This is too heavy',
    tooLarge_body: 'Each file can be 20 MB at most. Go back and send them in several times.',
    tooMany: 'Too many attempts in a short time',
    tooMany_body: 'This wait protects your data. Nothing that you wrote is lost.',
    tooMany_wait: (wait) => `Try again in ${wait}.`,
    broken: 'Something went wrong on our side',
    broken_body: 'We have been told. What you had saved is kept: go back and try again.',
    away: 'The service is stopped for a moment',
    away_body: 'It will be back in a few minutes. Your drafts and requests are kept.',
    site: 'We do not know this town',
    site_body: 'It is not in this territory, or its address is misspelt. Find it by its name or postcode.',
    procedure: 'This service is not offered here',
    procedure_body:
      'The town does not offer it online, or no longer does. See the other services, or call the town hall.',
    draft: 'We cannot find this draft',
    draft_body: 'It may have been sent or deleted, or begun on another device. A draft is kept for 30 days.',
    expired: 'This draft is no longer kept',
    expired_body: 'A draft is erased 30 days after your last visit. You can start the request again.',
    request: 'We cannot find this request',
    request_body: 'Check that you are signed in with the right account, or track it with its code.',
    file: 'We cannot find this file',
    file_body: 'It may have been removed from the request.',
    crossSite: 'This does not come from this site',
    crossSite_body: 'For safety, it was not accepted. Open the page here and start again.',
    session: 'Sign in to go on',
    session_body: 'This page is personal.',
    filesCount: 'Too many files at once',
    filesCount_body: 'Send 20 files at most at a time. Go back: your answers are there.',
    disk: 'We cannot save anything for now',
    disk_body: 'We have been told. Keep this page open and try again in a few minutes.',
    scanner: 'Files cannot be checked for now',
    scanner_body: 'Try again in a few minutes, or send your request without the file and attach it later.',
    damaged: 'This file is damaged',
    damaged_body: 'We have been told. Ask the office to send it again.',
    busy: 'Many people are signing in right now',
    busy_body: 'Try again in a minute.',
    mail: 'We cannot find this message',
    mail_body: 'It may have been erased.',
    account: 'We cannot find this account',
    account_body: 'It may have been closed.',
    home: 'Back to the home page',
    procedures: 'See the services',
    find: 'Find my town',
    signIn: 'Sign in',
    retry: 'Try again',
    reference: (reference) => `If you call us, give this reference: ${reference}`,
    help: 'Need a person?',
    seconds: 'seconds',
    second: 'second',
    minutes: 'minutes',
    minute: 'minute',
  },
})

export type FailureSentence =
  | 'badRequest'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'gone'
  | 'tooLarge'
  | 'tooMany'
  | 'broken'
  | 'away'
  | 'site'
  | 'procedure'
  | 'draft'
  | 'expired'
  | 'request'
  | 'file'
  | 'crossSite'
  | 'session'
  | 'filesCount'
  | 'disk'
  | 'scanner'
  | 'damaged'
  | 'busy'
  | 'mail'
  | 'account'

/** Which sentence each foreseen dead end has. A new code is added here before it is thrown: a test holds it. */
export const sentenceOfCode: Readonly<Record<string, FailureSentence>> = {
  'http.invalid_request': 'badRequest',
  'http.not_found': 'notFound',
  'http.no_asset': 'notFound',
  'http.too_large': 'tooLarge',
  'http.too_many_files': 'filesCount',
  'http.too_many': 'tooMany',
  'http.cross_site': 'crossSite',
  'http.bug': 'broken',
  'http.database_away': 'away',
  'http.disk_full': 'disk',
  'outbound.unreachable': 'away',
  'outbound.too_large': 'away',
  'access.sign_in_first': 'session',
  'access.sign_in_again': 'session',
  'access.no_role_here': 'notFound',
  'access.not_operator': 'notFound',
  'accounts.account': 'account',
  'accounts.busy': 'busy',
  'accounts.create': 'forbidden',
  'accounts.roles': 'forbidden',
  'accounts.role': 'broken',
  'accounts.demo_people': 'broken',
  'collectivities.no_site': 'site',
  'collectivities.not_operator': 'forbidden',
  'collectivities.demo': 'broken',
  'procedures.no_offer': 'procedure',
  'procedures.no_revision': 'procedure',
  'procedures.not_allowed': 'forbidden',
  'workflows.no_workflow': 'notFound',
  'workflows.no_revision': 'notFound',
  'workflows.unknown_status': 'broken',
  'workflows.endless_jumps': 'broken',
  'workflows.not_allowed': 'forbidden',
  'dossiers.no_draft': 'draft',
  'dossiers.draft_expired': 'expired',
  'dossiers.no_page': 'notFound',
  'dossiers.no_offer': 'procedure',
  'dossiers.no_receipt': 'draft',
  'dossiers.no_dossier': 'request',
  'dossiers.no_attachment': 'file',
  'files.missing': 'file',
  'files.damaged': 'damaged',
  'files.disk_full': 'disk',
  'files.scanner': 'scanner',
  'files.key': 'broken',
  'dossiers.export': 'forbidden',
  'mail.message': 'mail',
  'mail.attachment': 'file',
  'mail.cursor': 'badRequest',
  'db.door': 'broken',
  'mail.delayed': 'away',
  'crypto.breached_list': 'broken',
  'crypto.master_too_short': 'broken',
  'crypto.secret_file': 'broken',
  'db.collectivity_id': 'broken',
  'db.rolled_back': 'away',
  'db.unreachable': 'away',
  'jobs.payload': 'broken',
}

/** What a status means, for a code that has no sentence of its own. */
export const sentenceOfStatus: Readonly<Record<number, FailureSentence>> = {
  400: 'badRequest',
  401: 'session',
  403: 'forbidden',
  404: 'notFound',
  405: 'notFound',
  406: 'badRequest',
  409: 'conflict',
  410: 'gone',
  413: 'tooLarge',
  415: 'badRequest',
  422: 'badRequest',
  429: 'tooMany',
  503: 'away',
}
