import { catalogue } from '#platform/i18n'

export const ownDataTexts = catalogue({
  fr: {
    title: 'Vos données',
    shared: 'Qui a reçu quoi, et quand',
    applications: 'Applications',
    applicationsNote: 'Ce que vous transmettez aux services des partenaires, et comment l’arrêter.',
    sharedNote: 'Les communes et les applications qui ont reçu une de vos données, et pourquoi.',
    copy: 'Recevoir une copie de mes données',
    copyNote: 'Tout ce que la plateforme garde de vous, à lire ou à télécharger.',
    close: 'Fermer mon compte',
    closeNote: 'Ce qui est effacé, ce qui reste et pourquoi. Vous avez quatorze jours pour changer d’avis.',
    history: 'Ce que votre compte disait avant',
    historyNote: 'Chaque changement de nom, de téléphone ou d’adresse, avec sa date.',
    merge: 'Réunir deux comptes',
    mergeNote: 'Vous avez un autre compte ? Ses demandes et ses brouillons rejoignent celui-ci.',
  },
  en: {
    title: 'Your data',
    shared: 'Who received what, and when',
    applications: 'Applications',
    applicationsNote: 'What you hand over to partners’ services, and how to stop it.',
    sharedNote: 'The towns and applications that received a datum of yours, and why.',
    copy: 'Get a copy of my data',
    copyNote: 'Everything that the platform keeps of you, to read or to download.',
    close: 'Close my account',
    closeNote: 'What is erased, what stays and why. You have fourteen days to change your mind.',
    history: 'What your account said before',
    historyNote: 'Each change of name, phone or address, with its date.',
    merge: 'Unite two accounts',
    mergeNote: 'Another account? Its requests and drafts join this one.',
  },
})
