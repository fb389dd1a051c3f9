import { mayMeet } from '#counter/contacts'
import type { AgentVisitor } from '../../access/index.ts'
import { contactTexts } from './texts.ts'

/** From a request to its person's record, or to where one ties it to one; nothing for who meets nobody here. */
export function recordLink(
  { context, site, locale }: AgentVisitor,
  { dossierId, contactId }: { readonly dossierId: string; readonly contactId: string | null },
): { readonly href: string; readonly label: string } | undefined {
  if (!mayMeet(context.actor, site.id)) return undefined
  const t = contactTexts(locale)
  const base = `/bureau/${site.slug}/usagers`
  return contactId === null
    ? { href: `${base}/relier/${dossierId}`, label: t.its_contact_none }
    : { href: `${base}/${contactId}`, label: t.its_contact }
}
