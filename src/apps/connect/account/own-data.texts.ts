import { catalogue } from '#platform/i18n'

export const ownDataTexts = catalogue({
  fr: {
    title: 'Vos données',
    history: 'Ce que votre compte disait avant',
    historyNote: 'Chaque changement de nom, de téléphone ou d’adresse, avec sa date.',
  },
  en: {
    title: 'Your data',
    history: 'What your account said before',
    historyNote: 'Each change of name, phone or address, with its date.',
  },
})
