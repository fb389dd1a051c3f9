import { catalogue } from '#platform/i18n'

export const confirmTexts = catalogue({
  fr: {
    title: 'Confirmez votre adresse',
    lead: (email: string) =>
      `Vous avez demandé un compte avec l’adresse ${email}. Confirmez qu’elle est bien la vôtre.`,
    action: 'Oui, c’est mon adresse',
    notMe: 'Vous n’avez rien demandé ? Fermez cette page : sans confirmation, aucun compte n’est créé.',
  },
  en: {
    title: 'Confirm your address',
    lead: (email) => `You asked for an account with the address ${email}. Confirm that it is yours.`,
    action: 'Yes, this is my address',
    notMe: 'You asked for nothing? Close this page: without confirmation no account is created.',
  },
})
