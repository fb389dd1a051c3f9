import { catalogue } from '#platform/i18n'

export const ownDataTexts = catalogue({
  fr: {
    title: 'Vos données',
    history: 'Ce que votre compte disait avant',
    historyNote: 'Chaque changement de nom, de téléphone ou d’adresse, avec sa date.',
    merge: 'Réunir deux comptes',
    mergeNote: 'Vous avez un autre compte ? Ses demandes et ses brouillons rejoignent celui-ci.',
  },
  en: {
    title: 'Your data',
    history: 'What your account said before',
    historyNote: 'Each change of name, phone or address, with its date.',
    merge: 'Unite two accounts',
    mergeNote: 'Another account? Its requests and drafts join this one.',
  },
})
