import { hash } from 'node:crypto'
import { catalogue, formats } from '#platform/i18n'
import type { CollectivityMail } from '#platform/mail'
import { personOf } from './domain/filing.ts'
import type { Box, Received } from './schema.ts'

const texts = catalogue({
  fr: {
    hello: (name: string) => (name ? `Bonjour ${name},` : 'Bonjour,'),
    came: 'Votre message est bien arrivé',
    cameBody: (day: string) => `Nous avons bien reçu votre message du ${day}. Une personne de nos services va le lire.`,
    about: (subject: string) => `Objet : ${subject}`,
    faster: 'Beaucoup de demandes peuvent aussi être faites en ligne, à toute heure, avec un délai de réponse annoncé.',
    site: 'Voir les démarches',
    footer: 'Ce message est envoyé une fois, à réception du vôtre.',
    transmitted: 'Votre message a été transmis',
    transmittedBody: (authority: string) =>
      `Votre message ne relève pas de nos services. Nous l’avons transmis à qui est compétent : ${authority}.`,
    law: 'C’est ce que prévoit l’article L114-2 du code des relations entre le public et l’administration. Le délai de réponse part du jour où le bon service le reçoit.',
    handed: (subject: string) => `Message transmis : ${subject}`,
    handedBody: (name: string, address: string) =>
      `Nous vous transmettons, en application de l’article L114-2 du code des relations entre le public et l’administration, le message que nous avons reçu de ${name} (${address}).`,
    handedFooter: 'Répondez directement à la personne : son adresse est celle de réponse de ce courriel.',
    transmittedFooter: 'Ce message est envoyé une fois.',
  },
  en: {
    hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
    came: 'Your message has arrived',
    cameBody: (day) => `We have received your message of ${day}. Somebody will read it.`,
    about: (subject) => `Subject: ${subject}`,
    faster: 'Many requests can also be made online, at any hour, with an announced delay.',
    site: 'See the procedures',
    footer: 'This message is sent once, when yours comes.',
    transmitted: 'Your message was handed over',
    transmittedBody: (authority) =>
      `Your message is not for our services. We handed it over to who is competent: ${authority}.`,
    law: 'This follows article L114-2 of the French code of relations between the public and the administration.',
    handed: (subject) => `Message handed over: ${subject}`,
    handedBody: (name, address) => `We hand over the message that we received from ${name} (${address}).`,
    handedFooter: 'Please answer the person directly.',
    transmittedFooter: 'This message is sent once.',
  },
})

/** The same message gives the same identifier for one purpose: asked for twice, its mail is one (RFC 9562, 5.8). */
function derivedId(from: string, purpose: string): string {
  const bytes = hash('sha256', `mailbox ${purpose}:${from}`, 'buffer').subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const about = 'courriel reçu'

/** In answer to the mail itself: programs show them together. */
const answering = ({ messageId }: Received) =>
  messageId === null ? {} : { thread: { inReplyTo: `<${messageId}>`, references: [`<${messageId}>`] } }

/** To who wrote: it came, somebody reads it. */
export function acknowledgementMail(received: Received, box: Box, href: string): CollectivityMail {
  const t = texts('fr')
  const day = formats('fr').date(received.sentAt ?? received.receivedAt)
  return {
    id: derivedId(received.id, 'acknowledgement'),
    to: received.fromAddress,
    locale: 'fr',
    collectivityId: received.collectivityId,
    subject: t.came,
    paragraphs: [
      t.hello(received.fromName),
      t.cameBody(day),
      ...(received.subject ? [{ quote: t.about(received.subject) }] : []),
      t.faster,
      ...(box.signature ? [box.signature] : []),
    ],
    action: { label: t.site, href },
    footer: [t.footer],
    attachments: [],
    about,
    replyTo: box.address,
    ...answering(received),
  }
}

export interface Transmitted {
  readonly received: Received
  readonly box: Box | undefined
  readonly to: string
  readonly authority: string
  readonly href: string
  readonly attachments: CollectivityMail['attachments']
}

/** To the authority that it is for, with the message; and to who wrote it, so that she knows who has it. */
export function transmittedMails({ received, box, to, authority, href, attachments }: Transmitted): CollectivityMail[] {
  const t = texts('fr')
  const { id, collectivityId, fromName, fromAddress, subject, text } = received
  const common = { locale: 'fr', collectivityId, about, action: { label: t.site, href } } as const
  const signature = box?.signature ? [box.signature] : []
  const handed: CollectivityMail = {
    ...common,
    id: derivedId(id, 'handed'),
    to,
    subject: t.handed(subject || personOf(received)),
    paragraphs: [t.handedBody(fromName || personOf(received), fromAddress), { quote: text ?? '' }, ...signature],
    footer: [t.handedFooter],
    attachments,
    replyTo: fromAddress,
  }
  const told: CollectivityMail = {
    ...common,
    id: derivedId(id, 'transmitted'),
    to: fromAddress,
    subject: t.transmitted,
    paragraphs: [t.hello(fromName), t.transmittedBody(authority), t.law, ...signature],
    footer: [t.transmittedFooter],
    attachments: [],
    ...answering(received),
  }
  return [handed, told]
}
