import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'
import type { CollectivityMail } from '#platform/mail'
import type { Act } from './schema.ts'

const texts = catalogue({
  fr: {
    subject: (number: string) => `Votre demande ${number} : ce que nous en gardons`,
    body: (number: string, from: string) =>
      `Votre demande ${number} est close et son temps de conservation se termine. À partir du ${from} :`,
    anonymise: 'vos nom, adresse, réponses, messages et pièces en seront effacés. Seuls restent les chiffres.',
    delete: 'elle sera détruite, avec vos réponses, vos messages et vos pièces.',
    archive:
      'elle sera versée dans nos archives, scellée, et ne pourra plus être lue que par les personnes qui en ont la charge. Vous ne pourrez plus la suivre.',
    ground: (ground: string) => `Texte appliqué : ${ground}.`,
    keep: 'Si vous voulez en garder une copie, ouvrez-la avant ce jour. Si vous pensez qu’elle doit être gardée, par exemple pour un recours, répondez à ce message.',
    action: 'Voir ma demande',
    footer: 'Ce message n’est envoyé qu’une fois.',
  },
  en: {
    subject: (number) => `Your request ${number}: what we keep of it`,
    body: (number, from) => `Your request ${number} is closed and the time we keep it for is ending. From ${from}:`,
    anonymise: 'your name, address, answers, messages and files will be erased from it. Only figures stay.',
    delete: 'it will be destroyed, with your answers, messages and files.',
    archive:
      'it will go to our archives, sealed, and only those in charge of them will be able to read it. You will not be able to follow it any more.',
    ground: (ground) => `By this text: ${ground}.`,
    keep: 'If you want a copy of it, open it before that day. If you think that it must be kept, for an appeal for instance, answer this message.',
    action: 'See my request',
    footer: 'This message is sent once only.',
  },
})

interface Ending {
  readonly id: string
  readonly collectivityId: string
  readonly to: string
  readonly locale: Locale
  readonly number: string
  readonly act: Exclude<Act, 'keep'>
  readonly ground: string
  /** The day, in words. */
  readonly from: string
  readonly href: string
}

/** To a person, before her closed request goes. */
export function goingMail({
  id,
  collectivityId,
  to,
  locale,
  number,
  act,
  ground,
  from,
  href,
}: Ending): CollectivityMail {
  const t = texts(locale)
  return {
    id,
    collectivityId,
    to,
    locale,
    subject: t.subject(number),
    paragraphs: [t.body(number, from), t[act], t.ground(ground), t.keep],
    action: { label: t.action, href },
    footer: [t.footer],
    attachments: [],
    about: `conservation ${number}`,
  }
}
