import { catalogue } from '#platform/i18n'

/** Words that the pages of factors share. */
export const factorTexts = catalogue({
  fr: {
    code: 'Code de l’application',
    codeHint: 'Six chiffres, dans votre application de codes. Ils changent toutes les trente secondes.',
    recoveryCode: 'Code de secours',
    recoveryHint: 'L’un des dix que vous avez gardés, par exemple K7QM-4T2X-9PZD. Il ne sert qu’une fois.',
    wrongCode: 'Ce code n’est pas le bon. Attendez le suivant et tapez-le',
    wrongRecovery: 'Ce code de secours n’est pas le bon, ou il a déjà servi. Prenez-en un autre',
    codeMissing: 'Tapez le code',
    check: 'Continuer',
    usePasskey: 'Utiliser une clé d’accès',
    passkeyNeedsScript: 'Une clé d’accès a besoin de JavaScript et d’un navigateur récent.',
    passkeyFailed: 'La clé n’a pas répondu. Réessayez, ou choisissez un autre moyen.',
    passkeyRefusedTitle: 'Cette clé n’ouvre pas ce compte',
    passkeyRefused: 'Elle a peut-être été retirée, ou la page est restée ouverte trop longtemps. Réessayez.',
    cancel: 'Annuler',
    back: 'Revenir à mes moyens de connexion',
  },
  en: {
    code: 'Code of the application',
    codeHint: 'Six digits, in your code application. They change every thirty seconds.',
    recoveryCode: 'Recovery code',
    recoveryHint: 'One of the ten that you kept, for example K7QM-4T2X-9PZD. It works only once.',
    wrongCode: 'This code is not the right one. Wait for the next and type it',
    wrongRecovery: 'This recovery code is not the right one, or has been used. Take another',
    codeMissing: 'Type the code',
    check: 'Continue',
    usePasskey: 'Use a passkey',
    passkeyNeedsScript: 'A passkey needs JavaScript and a recent browser.',
    passkeyFailed: 'The passkey did not answer. Try again, or choose another way.',
    passkeyRefusedTitle: 'This passkey does not open this account',
    passkeyRefused: 'It may have been removed, or the page stayed open too long. Try again.',
    cancel: 'Cancel',
    back: 'Back to my ways to sign in',
  },
})
