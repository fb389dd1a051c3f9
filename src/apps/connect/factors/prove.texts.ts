import { catalogue } from '#platform/i18n'

export const proveTexts = catalogue({
  fr: {
    title: 'Confirmez que c’est bien vous',
    lead: (name: string) =>
      `Ce compte est ouvert au nom de ${name}. Ce qui suit est important : prouvez encore une fois que c’est vous.`,
    refusedTitle: 'Ce n’est pas encore prouvé',
    wrongPassword: 'Ce mot de passe n’est pas le bon. Retapez-le',
    passwordMissing: 'Indiquez votre mot de passe',
    confirm: 'Confirmer',
    link: 'Recevoir un lien par courriel',
    linkNote: 'Votre compte n’a pas de mot de passe : un lien reçu par courriel fait la preuve.',
    identity: (by: string) => `Confirmer avec ${by}`,
    identityNote: (by: string) => `${by} ouvre ce compte : identifiez-vous de nouveau, et revenez ici.`,
    otherIdentityTitle: 'Cette identité n’est pas celle de ce compte',
    otherIdentity: 'Recommencez avec celle qui l’ouvre, ou prouvez-le autrement.',
    notYou: 'Ce n’est pas vous ?',
    other: 'Changer de compte',
    raiseTitle: 'Une preuve de plus est demandée',
    raiseLead2: 'Cette page demande deux étapes de connexion. Faites la deuxième maintenant.',
    raiseLead3:
      'Cette page demande une clé liée à un appareil : une clé de sécurité, ou un appareil qui ne copie pas ses clés.',
    noneTitle: 'Vous n’avez pas encore de deuxième étape',
    none2:
      'Ajoutez une application de codes ou une clé d’accès : cela prend deux minutes. Revenez ensuite à cette page.',
    none3:
      'Ajoutez une clé de sécurité à votre compte. Une clé synchronisée entre plusieurs appareils ne suffit pas ici.',
    giveUp: 'Renoncer, et revenir à l’application',
    add: 'Ajouter un moyen de connexion',
    weakKey:
      'La clé utilisée est copiée entre plusieurs appareils : elle ne suffit pas pour cette page. Prenez une clé liée à un appareil.',
    weakTitle: 'Cette clé ne suffit pas',
  },
  en: {
    title: 'Confirm that it is you',
    lead: (name) => `You are signed in: ${name}. What follows matters: prove it once more.`,
    refusedTitle: 'It is not proved yet',
    wrongPassword: 'This password is not the right one. Type it again',
    passwordMissing: 'Give your password',
    confirm: 'Confirm',
    link: 'Receive a link by e-mail',
    linkNote: 'Your account has no password: a link received by e-mail proves it.',
    identity: (by) => `Confirm with ${by}`,
    identityNote: (by) => `${by} opens this account: identify yourself again, and come back here.`,
    otherIdentityTitle: 'This identity is not that of this account',
    otherIdentity: 'Begin again with the one that opens it, or prove it another way.',
    notYou: 'Not you?',
    other: 'Change accounts',
    raiseTitle: 'One more proof is asked',
    raiseLead2: 'This page asks for two steps. Do the second one now.',
    raiseLead3: 'This page asks for a key bound to a device: a security key, or a device that does not copy its keys.',
    noneTitle: 'You have no second step yet',
    none2: 'Add a code application or a passkey: it takes two minutes. Then come back to this page.',
    none3: 'Add a security key to your account. A passkey synchronised between devices is not enough here.',
    giveUp: 'Give up, and go back to the application',
    add: 'Add a way to sign in',
    weakKey:
      'The passkey used is copied between devices: it is not enough for this page. Take a key bound to a device.',
    weakTitle: 'This passkey is not enough',
  },
})
