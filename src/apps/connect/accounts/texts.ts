import { catalogue } from '#platform/i18n'

/** Words that several pages share. */
export const commonTexts = catalogue({
  fr: {
    help: 'Aide',
    next: 'Et maintenant',
    email: 'Adresse e-mail',
    password: 'Mot de passe',
    newPassword: 'Mot de passe',
    newPasswordHint: (count: string) =>
      `${count} caractères au moins. Quelques mots sans rapport entre eux font un bon mot de passe.`,
    reveal: 'Afficher le mot de passe',
    conceal: 'Masquer le mot de passe',
    optional: '(facultatif)',
    oneError: 'Une réponse est à corriger',
    errors: (count: string) => `${count} réponses sont à corriger`,
    signIn: 'Me connecter',
    createAccount: 'Créer un compte',
    home: 'Revenir à l’accueil',
    demoMailTitle: 'Ceci est une démonstration',
    demoMail:
      'Aucun message ne part vraiment : l’exploitation les lit dans la boîte d’envoi du bureau, et y trouve le lien.',
  },
  en: {
    help: 'Help',
    next: 'What now',
    email: 'E-mail address',
    password: 'Password',
    newPassword: 'Password',
    newPasswordHint: (count) => `${count} characters at least. A few unrelated words make a good password.`,
    reveal: 'Show the password',
    conceal: 'Hide the password',
    optional: '(optional)',
    oneError: 'One answer needs correcting',
    errors: (count) => `${count} answers need correcting`,
    signIn: 'Sign in',
    createAccount: 'Create an account',
    home: 'Back to the home page',
    demoMailTitle: 'This is a demonstration',
    demoMail: 'No message really leaves: the operator reads them in the outbox of the desk, and finds the link there.',
  },
})
