import { declineSignature, readSignature, type SignatureAsked, signOutside } from '#counter/dossiers'
import { isProvedWithin } from '#identity/accounts'
import { AppError } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { FormBody, seeOther, sendPage } from '#platform/http'
import { framedPage, frameOf, siteName } from '../../frame/index.ts'
import { lastOf } from '../form/body.ts'
import { type DossierTools, signInHref } from '../form/state.ts'
import { followCase } from './case.ts'
import type { Following } from './show.ts'
import { SignPage, type SignPageProps, signTexts } from './sign.page.tsx'
import { fileRow } from './story.ts'
import { trackingTexts } from './texts.ts'

/** How long a proof of who somebody is serves to sign. */
const provedWithin = 15 * 60_000

const hrefOf = ({ href }: Following, requestId: string): string => `${href}/signer/${requestId}`

/** Whether she has just proved who she is: by her account alone. */
const isProved = ({ app }: DossierTools, { who, context }: Following): boolean =>
  who.account !== undefined &&
  context.actor.kind === 'account' &&
  isProvedWithin(who.account, provedWithin, app.clock.now())

interface Refused {
  readonly typed: SignPageProps['typed']
  readonly errors: SignPageProps['errors']
}

/** The page where she signs; the request itself once nobody waits for it. */
export async function showSignature(tools: DossierTools, following: Following, requestId: string, refused?: Refused) {
  const { app } = tools
  const { request, reply, who, context, key, href } = following
  const asked = await readSignature(context, { ...key, requestId })
  if (!asked.isAwaited) return seeOther(reply, href)
  const isToProve = asked.isCertified && !isProved(tools, following)
  // With an account she proves it again and comes back; by a code alone she signs in first.
  if (isToProve && context.actor.kind === 'account') throw new AppError('unauthenticated', 'access.prove_again')
  const followed = await followCase(tools, request, { context, key })
  const { locale } = who
  const { dossier } = followed.file
  const main = SignPage({
    locale,
    breadcrumbs: {
      label: trackingTexts(locale).mine,
      links: [
        { href: followed.site.base || '/', label: siteName(followed.site) },
        { href, label: dossier.number },
      ],
    },
    about: `${dossier.number}, ${localize(followed.definition.title, locale)}`,
    invitation: invitationOf(asked, locale),
    documents: asked.documents.map((file) => fileRow(file, locale, (id) => `${href}/fichiers/${id}`)),
    action: hrefOf(following, requestId),
    typed: refused?.typed ?? { name: dossier.applicantName, drawing: '' },
    errors: refused?.errors ?? {},
    proveHref: isToProve ? signInHref(`/mes-demandes/${key.dossierId}/signer/${requestId}`) : undefined,
  })
  const frame = await frameOf(app, request, { ...who, site: followed.site })
  const isRefused = refused !== undefined
  const content = { title: signTexts(locale).title, main, menu: following.menu, isPrivate: true, isRefused } as const
  return sendPage(reply, framedPage(frame, { ...content, scripts: ['signature.js'] }), isRefused ? 422 : 200)
}

const invitationOf = ({ question }: SignatureAsked, locale: 'fr' | 'en'): string | undefined =>
  question && localize(question, locale)

/** A stroke as the pad draws it; anything else is none. */
const strokeOf = (typed: string): string | undefined => (/^[MLml\d\s.,-]{3,20000}$/.test(typed) ? typed : undefined)

/** Signs, or says no. */
export async function receiveSignature(tools: DossierTools, following: Following, requestId: string) {
  const { reply, who, context, key, href } = following
  const body = following.request.body as FormBody
  if (lastOf(body, 'choix') === 'refuser') {
    await declineSignature(context, { ...key, requestId, note: signTexts('fr').declined })
    return seeOther(reply, href)
  }
  const t = signTexts(who.locale)
  const typed = { name: lastOf(body, 'nom').trim().slice(0, 120), drawing: lastOf(body, 'trait.drawing') }
  const errors = {
    ...(typed.name === '' && { nom: t.nameMissing }),
    ...(lastOf(body, 'accord') === '' && { accord: t.agreeMissing }),
  }
  if (Object.keys(errors).length > 0) return showSignature(tools, following, requestId, { typed, errors })
  const signed = await signOutside(context, {
    ...key,
    requestId,
    signedBy: typed.name,
    drawing: strokeOf(typed.drawing),
    isProved: isProved(tools, following),
    // Agents read it: in French.
    note: signTexts('fr').signed(typed.name),
  })
  // To prove it first: the page asks for it.
  if (!signed.ok && signed.refusal === 'proof_missing') return seeOther(reply, hrefOf(following, requestId))
  return seeOther(reply, href)
}
