import type { Assurance, KnownBy, Link, Organisation, Relation } from '../schema.ts'

const assurances: Readonly<Record<KnownBy, Assurance>> = {
  register: 3,
  document: 2,
  post: 2,
  official_contact: 2,
  pro_connect_director: 2,
  pro_connect: 1,
  email_domain: 1,
  declared: 0,
}

/** How sure a link is, by how it is known. */
export const assuranceOf = (knownBy: KnownBy): Assurance => assurances[knownBy]

/** What a way of knowing makes of somebody. What reaches the organisation itself reaches who answers for it. */
export const relationOf = (knownBy: KnownBy): Relation => (assuranceOf(knownBy) >= 2 ? 'director' : 'member')

type Standing = Pick<Link, 'relation' | 'knownBy' | 'endedAt' | 'doubtedAt'>

export const holds = ({ endedAt, doubtedAt }: Pick<Link, 'endedAt' | 'doubtedAt'>): boolean =>
  endedAt === null && doubtedAt === null

/** Whether the link lets one act for the organisation and give rights in its name. */
export const answersFor = (link: Standing): boolean =>
  holds(link) && link.relation === 'director' && assuranceOf(link.knownBy) >= 2

/** Only a director whom the State certified may give a right to herself. */
export const isCertified = (link: Standing): boolean => answersFor(link) && link.knownBy === 'register'

/** The surest link first, those that hold before the others. */
export const surest = <L extends Standing>(links: readonly L[]): L | undefined =>
  links.toSorted((a, b) => rank(b) - rank(a))[0]

const rank = (link: Standing): number => (holds(link) ? 10 : 0) + assuranceOf(link.knownBy)

/** Addresses that anybody may open: they say nothing of a firm. */
const publicDomains = new Set(
  (
    'gmail.com googlemail.com hotmail.com hotmail.fr outlook.com outlook.fr live.com live.fr msn.com yahoo.com yahoo.fr ' +
    'orange.fr wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr icloud.com me.com proton.me protonmail.com gmx.fr ' +
    'gmx.com aol.com numericable.fr'
  ).split(' '),
)

/** The domain of an address, as a firm may have it for its own; undefined for what anybody may open, or no domain. */
export function ownDomain(addressOrDomain: string): string | undefined {
  const domain = addressOrDomain.trim().toLowerCase().split('@').at(-1) ?? ''
  const isDomain = /^(?=.{4,253}$)([a-z0-9](-?[a-z0-9])*\.)+[a-z]{2,}$/.test(domain)
  return isDomain && !publicDomains.has(domain) ? domain : undefined
}

export const worksAt = (organisation: Pick<Organisation, 'emailDomains'>, email: string): boolean => {
  const domain = ownDomain(email)
  return domain !== undefined && organisation.emailDomains.includes(domain)
}
