import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as oidc from 'openid-client'
import { decideMandate, openMandate, revokeMandate } from '#identity/mandates'
import type { PivotIdentity } from '#identity/organisations'
import { addDays, dayOf } from '#kernel/calendar'
import { startRegisterStandIn } from '../../../../standins/api-entreprise/server.ts'
import { contextFor } from '../../app.ts'
import { askFor, makePerson, openIssuer, registerClient, signedInBrowser, signInTo } from './testing.ts'

/** An accountant, two firms, true mandates, and an application that we did not write. */

const register = await startRegisterStandIn({ token: 'trial' })
test.after(() => register.close())
const identities = new Map<string, PivotIdentity>()
const issuer = await openIssuer(
  {},
  {
    environment: {
      API_ENTREPRISE_URL: register.url,
      API_ENTREPRISE_TOKEN: 'trial',
      API_ENTREPRISE_RECIPIENT: '10000001700010',
    },
    certifiedIdentity: async (accountId) => identities.get(accountId),
  },
)
const { app } = issuer
const { config } = await registerClient(issuer)

async function member() {
  const { accountId } = await makePerson(issuer)
  return { accountId, ctx: contextFor(app, { kind: 'account', accountId, name: 'Camille Essai' }) }
}
type Someone = Awaited<ReturnType<typeof member>>

const director = await member()
identities.set(director.accountId, {
  familyName: 'Delatour',
  givenNames: ['Thomas'],
  birthDate: '1994-04-16',
  birthPlace: '75111',
  birthCountry: '99100',
})

async function addFirm({ ctx }: Someone, siren: string): Promise<string> {
  const added = await app.organisations.addOrganisation(ctx, siren)
  assert.ok(added.ok, JSON.stringify(added))
  return added.value.organisationId
}

/** The director approves what the accountant asks for one firm. */
async function mandateOf(accountant: Someone, siren: string): Promise<string> {
  const certified = await app.organisations.certifyDirector(director.ctx, await addFirm(director, siren))
  assert.ok(certified.ok, JSON.stringify(certified))
  const today = dayOf(new Date())
  const asked = await app.mandates.askMandate(accountant.ctx, {
    principal: { organisationId: await addFirm(accountant, siren) },
    holderOrganisationId: null,
    packageId: 'demarches',
    startsOn: today,
    endsOn: addDays(today, 180),
    reason: 'Je tiens ses comptes.',
    directorEmail: '',
    byPost: false,
  })
  assert.ok(asked.ok, JSON.stringify(asked))
  const { mandateId } = asked.value
  const { mandate } = await openMandate(director.ctx, mandateId)
  const { textHash } = mandate
  assert.ok((await decideMandate(director.ctx, { mandateId, isApproved: true, reason: '', textHash })).ok)
  return mandateId
}

const [bakery, garage] = ['100000017', '100000025']
const accountant = await member()
const mandates = { bakery: await mandateOf(accountant, bakery), garage: await mandateOf(accountant, garage) }

/** A browser of hers, where she says for which firm she acts. */
async function actFor(siren: string) {
  const capacities = await app.mandates.listCapacities(accountant.ctx, accountant.accountId)
  const key = capacities.find((each) => each.kind === 'organisation' && each.siren === siren)?.key ?? ''
  const browser = await signedInBrowser(issuer, accountant.accountId)
  const { url, checks } = await askFor(config)
  const page = await browser.follow(url)
  const text = (await page.answer?.text()) ?? ''
  assert.match(text, /Pour qui agissez-vous/)
  assert.match(
    text,
    /BOULANGERIE DE LA DEMONSTRATION[^]*GARAGE FICTIF|GARAGE FICTIF[^]*BOULANGERIE DE LA DEMONSTRATION/,
  )
  return {
    browser,
    finish: async () => {
      const answered = await browser.post(page.url, { pour: `:${key}` })
      const next = /^0; ?url=(.+)$/.exec(answered.headers.get('refresh') ?? '')?.[1] ?? ''
      return oidc.authorizationCodeGrant(config, (await browser.follow(next)).url, checks)
    },
  }
}

const firmIn = (claims: Record<string, unknown> | undefined) => {
  const acting = claims?.['acting_for'] as { organisation: string; siret: string; mandate: string } | undefined
  return [acting?.organisation, acting?.mandate]
}

suite('une comptable, deux entreprises, deux navigateurs en même temps', () => {
  test('chaque jeton dit sa propre entreprise et son propre mandat, partout où il est lu', async () => {
    const [one, two] = [await actFor(bakery), await actFor(garage)]
    // The two answers cross each other.
    const [a, b] = await Promise.all([one.finish(), two.finish()])
    const firms = [
      [a, bakery, mandates.bakery, one],
      [b, garage, mandates.garage, two],
    ] as const
    for (const [tokens, siren, mandate, { browser }] of firms) {
      assert.equal(tokens.claims()?.sub, accountant.accountId)
      assert.deepEqual(firmIn(tokens.claims()), [siren, mandate])
      assert.deepEqual(firmIn(await oidc.tokenIntrospection(config, tokens.access_token)), [siren, mandate])
      const info = await oidc.fetchUserInfo(config, tokens.access_token, accountant.accountId)
      assert.deepEqual(firmIn(info), [siren, mandate])
      assert.deepEqual(firmIn((await signInTo(browser, config)).claims()), [siren, mandate])
    }
    // A mandate that is taken back takes its own tokens, and no others.
    assert.ok((await revokeMandate(director.ctx, { mandateId: mandates.bakery, reason: 'Fin du contrat' })).ok)
    await assert.rejects(oidc.fetchUserInfo(config, a.access_token, accountant.accountId))
    assert.ok(await oidc.fetchUserInfo(config, b.access_token, accountant.accountId))
  })
})
