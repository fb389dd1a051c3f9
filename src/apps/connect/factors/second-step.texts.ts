import { catalogue } from '#platform/i18n'

export const secondStepTexts = catalogue({
  fr: {
    title: 'Deuxième étape',
    lead: 'Votre mot de passe ou votre lien est le bon. Il reste à prouver que c’est bien vous.',
    refusedTitle: 'La connexion n’est pas finie',
    recoveryTitle: 'Utiliser un code de secours',
    recoveryLead: 'Vous n’avez plus votre téléphone ou votre clé ? L’un de vos dix codes de secours le remplace.',
    otherTitle: 'Vous ne pouvez pas ?',
    otherCode: 'Utiliser un code de secours',
    otherTotp: 'Revenir au code de l’application ou à la clé',
    lostTitle: 'Plus rien de tout cela ?',
    lost: 'Appelez l’assistance. Après avoir vérifié qui vous êtes, elle peut retirer cette étape. Cela prend un jour, et vous en êtes averti par courriel, pour que personne ne le fasse à votre place.',
    overTitle: 'Cette connexion n’attend plus',
    over: 'Elle a attendu plus de dix minutes, ou elle a déjà servi. Recommencez : cela prend un instant.',
    again: 'Me connecter de nouveau',
  },
  en: {
    title: 'Second step',
    lead: 'Your password or your link is the right one. It is left to prove that it is you.',
    refusedTitle: 'You are not signed in yet',
    recoveryTitle: 'Use a recovery code',
    recoveryLead: 'You no longer have your phone or your key? One of your ten recovery codes stands in for it.',
    otherTitle: 'You cannot?',
    otherCode: 'Use a recovery code',
    otherTotp: 'Back to the code of the application or the passkey',
    lostTitle: 'None of these left?',
    lost: 'Call support. After checking who you are, it can remove this step. It takes a day, and you are told by e-mail, so that nobody does it in your place.',
    overTitle: 'This sign-in no longer waits',
    over: 'It waited for more than ten minutes, or has been used. Start again: it takes a moment.',
    again: 'Sign in again',
  },
})
