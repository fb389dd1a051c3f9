import { catalogue } from '#platform/i18n'

export const signOutTexts = catalogue({
  fr: {
    askTitle: 'Se déconnecter',
    ask: (name: string) =>
      `Votre compte est ouvert : ${name}. Vos demandes et vos brouillons restent dans votre compte.`,
    action: 'Me déconnecter',
    stay: 'Garder ma session',
    doneTitle: 'Votre session est terminée',
    done: 'Cet appareil n’ouvre plus votre compte. Vos demandes et vos brouillons vous attendent dans votre compte.',
    again: 'Me connecter de nouveau',
  },
  en: {
    askTitle: 'Sign out',
    ask: (name) => `You are signed in: ${name}. Your requests and drafts stay in your account.`,
    action: 'Sign out',
    stay: 'Stay signed in',
    doneTitle: 'You are signed out',
    done: 'This device no longer opens your account. Your requests and drafts wait for you in your account.',
    again: 'Sign in again',
  },
})
