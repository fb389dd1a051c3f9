import type { Channel } from '#counter/dossiers'
import { catalogue } from '#platform/i18n'

/** By which way a request came, in words that end a sentence: "reçue par téléphone". */
export const channelTexts = catalogue({
  fr: {
    web: 'en ligne',
    counter: 'au guichet',
    phone: 'par téléphone',
    letter: 'par courrier',
    mail: 'par courriel',
    sms: 'par SMS',
    partner: 'd’un partenaire',
    hubee: 'par service-public.fr',
    api: 'par une interface',
  } satisfies Record<Channel, string>,
  en: {
    web: 'online',
    counter: 'at the counter',
    phone: 'by telephone',
    letter: 'by post',
    mail: 'by e-mail',
    sms: 'by text message',
    partner: 'from a partner',
    hubee: 'through service-public.fr',
    api: 'through an interface',
  },
})
