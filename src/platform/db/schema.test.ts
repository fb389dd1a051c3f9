import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '#platform/config'
import { openTestDatabase } from '#platform/testing'
import { describeTables, readTables } from './describe.ts'

/** Tables without a tenant, each with its reason. */
const shared: Readonly<Record<string, string>> = {
  'platform.worker': 'which processes live is the machine’s affair',
  'platform.door_passage': 'the audit of what crosses tenants cannot belong to one',
  'collectivities.collectivity': 'the list of authorities is public and read by everybody',
  'collectivities.membership': 'who belongs to which group is public',
  'collectivities.hostname': 'read before the tenant is known, to find it',
  'collectivities.territory': 'one row for the deployment',
  'areas.area': 'contours of communes are public',
  'accounts.account': 'one person has one account for the whole territory',
  'accounts.account_change': 'what a person says of herself is of the whole territory, as her account',
  'accounts.account_export': 'a person asks for all that is held of her, in the whole territory',
  'accounts.account_export_part': 'the same, house by house',
  'accounts.email_change': 'an address opens an account of the whole territory',
  'accounts.merge': 'two accounts of the territory become one',
  'accounts.other_address': 'an address opens an account of the whole territory',
  'accounts.session': 'a session is of an account, not of a commune',
  'accounts.one_time_token': 'a link proves an address, not a commune',
  'accounts.attempt_counter': 'brute force is counted for the whole territory',
  'accounts.operator': 'the operator looks after the whole platform',
  'accounts.operator_factor_rule': 'those who run the platform are above authorities',
  'state.linked_identity': 'a national identity opens one account for the whole territory',
  'state.sign_in_request': 'who goes to FranceConnect has no commune yet',
  'state.pending_identity': 'an identity that waits for its account has no commune yet',
  'federation.service_provider': 'found by the name in a request, before any collectivity is known',
  'federation.cas_service': 'found by the address in a request, before any collectivity is known',
  'federation.request': 'a sign-in that waits is of an account to come, not of a commune',
  'federation.login': 'an account enters applications of the whole territory',
  'federation.ticket': 'a ticket is of a login',
  'federation.sign_out': 'a session ends for the whole territory',
  'accounts.totp': 'a second factor is of an account, not of a commune',
  'accounts.recovery_sheet': 'recovery codes are of an account',
  'accounts.recovery_code': 'recovery codes are of an account',
  'accounts.passkey': 'a passkey is of an account, the same in every commune',
  'accounts.challenge': 'drawn before it is known who answers it',
  'accounts.pending_sign_in': 'a sign-in half done is of an account',
  'accounts.sign_in': 'the history of sign-ins is of an account',
  'accounts.known_device': 'a browser is known to an account',
  'accounts.factor_event': 'what changed in the factors of an account',
  'accounts.factor_reset': 'support removes the factors of an account for the whole territory',
  'accounts.support_act': 'what the operator did to accounts, who stands above collectivities',
  'procedures.procedure': 'the library of procedures is shared by the territory',
  'procedures.revision': 'the library of procedures is shared by the territory',
  'procedures.list': 'reference lists are public and offered by forms of every commune',
  'procedures.list_item': 'the same, item by item',
  'procedures.list_term': 'the same, word by word',
  'procedures.block': 'blocks of fields are shared by the procedures of the territory',
  'workflows.workflow': 'the library of circuits is shared by the territory',
  'workflows.revision': 'the library of circuits is shared by the territory',
  'studio.draft': 'the territory’s library is written there too; a policy of its own shows an owner hers only',
  'studio.version': 'the same, each state of a draft',
  'studio.test': 'the same, recorded cases that each publication plays again',
  'publik.draft': 'a draft is of the territory’s library, as the procedure that it becomes',
  'figures.month': 'sums that name nobody, which who operates the platform reads for all authorities',
  'organisations.organisation': 'a firm is the same for every authority of the territory',
  'organisations.register_answer': 'what the State’s register says is the same for everybody',
  'organisations.link': 'who belongs to a firm does not depend on a commune',
  'organisations.link_event': 'the history of a link is where the link is',
  'provider.client': 'an application serves the territory, whoever runs it; its owner is a column',
  'provider.client_error': 'what was refused to an application follows the application',
  'provider.signing_key': 'one issuer for the territory, one set of keys',
  'provider.revision': 'which state of the register each process remembers',
  'provider.brief': 'what a sign-in leaves behind is of an account, not of a commune',
  'provider.lasting': 'a refresh token is of an account, not of a commune',
  'provider.ended_grant': 'an authorization is of an account, not of a commune',
  'provider.entry': 'a session enters applications of any commune',
  'provider.consent_text': 'the same words are shown to everybody',
  'provider.consent': 'a person agrees for herself, whatever the commune',
  'wallet.document': 'what a person keeps follows her in every commune',
  'wallet.handover': 'to whom she gave it is hers to read, whatever the commune',
  'wallet.moved': 'a merge of accounts is of the territory',
  'mandates.moved': 'a merge of accounts is of the territory',
  'organisations.moved': 'a merge of accounts is of the territory',
  'mandates.mandate': 'a mandate holds before every authority of the territory',
  'mandates.event': 'the history of a mandate is where the mandate is',
  'mail.message': 'the operator’s log of mails, read on the operator’s page only',
}

const { sql } = await openTestDatabase()
const tables = await readTables(sql)
const tenantTables = tables.filter((table) => !(table.name in shared))

test('each table belongs to a tenant and is protected, or is shared for a written reason', () => {
  const unprotected = tenantTables.filter((table) => !table.isProtected || table.primaryKey[0] !== 'collectivity_id')
  assert.deepEqual(
    unprotected.map((table) => table.name),
    [],
  )
  assert.ok(tenantTables.length > 0)
})

test('no reason outlives its table', () => {
  const names = new Set(tables.map((table) => table.name))
  assert.deepEqual(
    Object.keys(shared).filter((name) => !names.has(name)),
    [],
  )
})

test('in a tenant table, keys and indexes begin with the tenant', () => {
  const faults = tenantTables.flatMap((table) => [
    ...table.keys
      .filter((key) => /^(UNIQUE|FOREIGN KEY)/.test(key) && !/\((collectivity_id)/.test(key) && !refersToShared(key))
      .map((key) => `${table.name}: ${key}`),
    ...table.indexes
      .filter((index) => /UNIQUE/.test(index) && !/\(collectivity_id/.test(index))
      .map((index) => `${table.name}: ${index}`),
  ])
  assert.deepEqual(faults, [])
})

const refersToShared = (key: string): boolean => {
  const target = /REFERENCES ([a-z_.]+)/.exec(key)?.[1]
  return target !== undefined && target in shared
}

test('the committed description is what the migrations make', () => {
  const committed = readFileSync(join(projectRoot, 'docs/schema.txt'), 'utf8')
  assert.equal(describeTables(tables), committed, 'run `npm run db:types` and commit docs/schema.txt')
})
