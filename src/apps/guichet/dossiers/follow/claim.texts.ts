import { catalogue } from '#platform/i18n'

export const claimTexts = catalogue({
  fr: {
    title: 'Rattacher une demande à mon compte',
    lead: 'Une personne de la mairie a enregistré une demande pour vous ? Le code de suivi de son récépissé la met parmi les vôtres.',
    wayBack: 'Chemin',
    mine: 'Mes demandes',
    code: 'Code de suivi',
    codeHint: 'Sur le récépissé, par exemple K7QM-4T2X-9PZD',
    email: 'Adresse électronique donnée avec la demande',
    emailHint: 'Seulement si vous en avez donné une autre que celle de votre compte',
    optional: '(facultatif)',
    claim: 'Rattacher à mon compte',
    toCorrect: 'La demande n’a pas été trouvée',
    unknown: 'Vérifiez le code, et l’adresse électronique si vous en aviez donné une',
    missing: 'Indiquez le code de suivi',
  },
  en: {
    title: 'Tie a request to my account',
    lead: 'Did somebody at the town hall file a request for you? The tracking code of its receipt puts it among yours.',
    wayBack: 'Path',
    mine: 'My requests',
    code: 'Tracking code',
    codeHint: 'On the receipt, for example K7QM-4T2X-9PZD',
    email: 'E-mail address given with the request',
    emailHint: 'Only if you gave another one than that of your account',
    optional: '(optional)',
    claim: 'Tie to my account',
    toCorrect: 'The request was not found',
    unknown: 'Check the code, and the e-mail address if you had given one',
    missing: 'Give the tracking code',
  },
})
