import { catalogue } from '#platform/i18n'

/** Links received by mail that do not open, or not any more. */
export const linkTexts = catalogue({
  fr: {
    unknownTitle: 'Ce lien n’est pas complet',
    unknown: 'Copiez-le en entier depuis le message que vous avez reçu, ou demandez-en un nouveau.',
    expiredTitle: 'Ce lien n’est plus valable',
    expired: 'Par sécurité, il ne fonctionne qu’un temps. Demandez-en un nouveau : il arrive en quelques minutes.',
    usedTitle: 'Ce lien a déjà servi',
    usedConfirm: 'Votre adresse est sans doute déjà confirmée : essayez de vous connecter.',
    usedPassword:
      'Il ne sert qu’une fois. Connectez-vous avec le mot de passe que vous avez choisi, ou demandez un autre lien.',
    usedOnce: 'Il ne sert qu’une fois : ce qu’il permettait est sans doute fait. Voyez votre compte.',
    takenTitle: 'Vous avez déjà un compte',
    taken: 'Un compte existe avec cette adresse : connectez-vous avec lui. Rien d’autre n’a été créé.',
    newPasswordLink: 'Demander un nouveau lien',
    newSignUp: 'Demander un nouveau compte',
  },
  en: {
    unknownTitle: 'This link is not complete',
    unknown: 'Copy the whole of it from the message that you received, or ask for a new one.',
    expiredTitle: 'This link is no longer valid',
    expired: 'For safety it works only for a time. Ask for a new one: it arrives within minutes.',
    usedTitle: 'This link has already been used',
    usedConfirm: 'Your address is probably confirmed already: try to sign in.',
    usedPassword: 'It works only once. Sign in with the password that you chose, or ask for another link.',
    usedOnce: 'It works only once: what it allowed is probably done. See your account.',
    takenTitle: 'You already have an account',
    taken: 'There is an account with this address: sign in with it. Nothing else was created.',
    newPasswordLink: 'Ask for a new link',
    newSignUp: 'Ask for a new account',
  },
})
