import { catalogue } from '#platform/i18n'

export const attentionTexts = catalogue({
  fr: {
    fine: 'Rien ne demande votre attention.',
    failedTitle: 'Des courriels n’ont pas pu partir',
    failedBody: 'Le serveur les a refusés pour de bon. Lisez sa réponse, puis prévenez la personne autrement.',
    failedLink: 'Voir les courriels refusés',
    queuedTitle: 'Des courriels attendent',
    queuedBody: 'Le serveur ne répond pas ou demande d’attendre. La plateforme réessaie pendant quatre jours.',
    queuedLink: 'Voir les courriels à envoyer',
    jobsFailedTitle: (count: string, isOne: boolean) =>
      isOne ? 'Un travail a échoué pour de bon' : `${count} travaux ont échoué pour de bon`,
    jobsFailedBody: 'Chacun a été essayé 25 fois. Le journal du service « worker » dit lequel et pourquoi.',
    jobsLateTitle: (count: string, isOne: boolean) =>
      isOne
        ? 'Un travail attend depuis plus de cinq minutes'
        : `${count} travaux attendent depuis plus de cinq minutes`,
    jobsLateBody:
      'Vérifiez qu’un service « worker » tourne, et relancez-le s’il s’est arrêté. Rien n’est perdu : il reprend où il en était.',
    boxesTitle: 'Des boîtes aux lettres ne sont plus relevées',
    box: (name: string, place: string, since: string) => `« ${name} », ${place} : pas relevée depuis le ${since}.`,
    boxesBody:
      'Les courriels y attendent, aucun n’est perdu. L’administration de la commune vérifie le serveur et le mot de passe dans « Boîtes aux lettres ».',
    receiversTitle: 'Des programmes ne prennent plus ce qu’on leur envoie',
    receiver: (label: string, place: string, waiting: string, dead: string) =>
      `« ${label} », ${place} : ${waiting} en attente, ${dead} à renvoyer.`,
    receiversBody: 'La plateforme réessaie pendant trois jours, puis garde trente jours ce qui n’a pas été pris.',
    receiversLink: 'Voir les envois, et renvoyer',
    exportsTitle: 'Des exports ne se font pas',
    stopped: (place: string, count: string, since: string) =>
      `${place} : ${count}, le plus ancien demandé le ${since}.`,
    exportsBody: 'Ils se font l’un après l’autre par le service « worker » : vérifiez qu’il tourne.',
  },
  en: {
    fine: 'Nothing needs your attention.',
    failedTitle: 'Some mails could not leave',
    failedBody: 'The server refused them for good. Read its answer, then reach the person another way.',
    failedLink: 'See the refused mails',
    queuedTitle: 'Some mails are waiting',
    queuedBody: 'The server does not answer or asks to wait. The platform tries again for four days.',
    queuedLink: 'See the mails to send',
    jobsFailedTitle: (count, isOne) => (isOne ? 'One job failed for good' : `${count} jobs failed for good`),
    jobsFailedBody: 'Each was tried 25 times. The log of the “worker” service says which and why.',
    jobsLateTitle: (count, isOne) =>
      isOne ? 'One job has waited for more than five minutes' : `${count} jobs have waited for more than five minutes`,
    jobsLateBody:
      'Check that a “worker” service runs, and start it again if it stopped. Nothing is lost: it goes on where it was.',
    boxesTitle: 'Some mailboxes are no longer read',
    box: (name, place, since) => `“${name}”, ${place}: not read since ${since}.`,
    boxesBody:
      'Mails wait there, none is lost. The town’s administrators check the server and the password under “Mailboxes”.',
    receiversTitle: 'Some programs no longer take what they are sent',
    receiver: (label, place, waiting, dead) => `“${label}”, ${place}: ${waiting} waiting, ${dead} to send again.`,
    receiversBody: 'The platform tries for three days, then keeps for thirty days what was not taken.',
    receiversLink: 'See deliveries, and send again',
    exportsTitle: 'Some exports are not being made',
    stopped: (place, count, since) => `${place}: ${count}, the oldest asked for on ${since}.`,
    exportsBody: 'They are made one after the other by the “worker” service: check that it runs.',
  },
})
