import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { PivotIdentity } from '../schema.ts'
import { coreText, namesOfIdentity, pivotText, readPivot, readPro } from './pivot.ts'
import { areOnePerson, decideLinking, type KnownLink, type Proof, recognise } from './reconcile.ts'

const key = fc.constantFrom('p1', 'p2', 'p3')
const account = fc.constantFrom('a', 'b', 'c')
const subject = fc.constantFrom('s1', 's2', 's3')

const link = (at: number): fc.Arbitrary<KnownLink> =>
  fc.record({ accountId: account, subject, pivotKey: key }).map((each) => ({
    ...each,
    id: `l${at}`,
    // Names and day of birth follow from the six claims.
    coreKey: `core ${each.pivotKey}`,
  }))

/** Links as the table lets them be: one identifier once, one account once. */
const register = fc
  .tuple(link(0), link(1), link(2))
  .map((links) =>
    links.filter(
      (one, at) =>
        !links.slice(0, at).some((other) => other.subject === one.subject || other.accountId === one.accountId),
    ),
  )

const proof: fc.Arbitrary<Proof> = fc
  .record({ subject, pivotKey: key })
  .map((each) => ({ ...each, coreKey: `core ${each.pivotKey}` }))

/** What the store finds: the same identifier, or the same six claims. */
const like = (links: readonly KnownLink[], { subject: sub, pivotKey }: Proof): KnownLink[] =>
  links.filter((each) => each.subject === sub || each.pivotKey === pivotKey)

suite('reconnaître une identité', () => {
  test('n’entre que qui a le même identifiant, les mêmes noms et la même date de naissance', () => {
    fc.assert(
      fc.property(register, proof, (links, proved) => {
        const known = recognise(proved, like(links, proved))
        const own = links.find((each) => each.subject === proved.subject)
        assert.equal(known.kind === 'recognised', own !== undefined && own.coreKey === proved.coreKey)
        if (known.kind === 'recognised') assert.equal(known.accountId, own?.accountId)
      }),
    )
  })

  test('personne n’est reconnu quand rien ne correspond, quel que soit l’ordre des liens', () => {
    fc.assert(
      fc.property(register, proof, (links, proved) => {
        const found = like(links, proved)
        assert.deepEqual(recognise(proved, found), recognise(proved, found.toReversed()))
        assert.equal(recognise(proved, found).kind === 'unknown', found.length === 0)
      }),
    )
  })

  test('une identité professionnelle, sans identité pivot, n’est reconnue qu’à son identifiant', () => {
    const proved = { subject: 's1', pivotKey: null, coreKey: null }
    const other: KnownLink = { id: 'l', accountId: 'a', subject: 's2', pivotKey: null, coreKey: null }
    assert.equal(recognise(proved, [other]).kind, 'unknown')
    assert.equal(recognise(proved, [{ ...other, subject: 's1' }]).kind, 'recognised')
    assert.equal(decideLinking(proved, { accountId: 'a', links: [], own: [other] }).kind, 'link')
  })

  test('une commune corrigée par le registre laisse entrer, et se récrit', () => {
    const known: KnownLink = { id: 'l', accountId: 'a', subject: 's1', pivotKey: 'ancienne', coreKey: 'c' }
    assert.deepEqual(recognise({ subject: 's1', pivotKey: 'nouvelle', coreKey: 'c' }, [known]), {
      kind: 'recognised',
      accountId: 'a',
      linkId: 'l',
      isAmended: true,
    })
  })
})

suite('relier une identité à un compte', () => {
  test('jamais deux identités civiles sur un compte, ni une identité sur deux comptes', () => {
    fc.assert(
      fc.property(register, proof, account, (links, proved, accountId) => {
        const own = links.filter((each) => each.accountId === accountId)
        const decision = decideLinking(proved, { accountId, links: like(links, proved), own })
        if (decision.kind !== 'link') return
        const kept = links.filter(({ id }) => id !== decision.replaces)
        const after = [...kept, { ...proved, id: 'new', accountId }]
        assert.equal(after.filter((each) => each.accountId === accountId).length, 1)
        assert.equal(after.filter((each) => each.subject === proved.subject).length, 1)
        const holders = new Set(after.filter((each) => each.pivotKey === proved.pivotKey).map((each) => each.accountId))
        assert.deepEqual([...holders], [accountId])
      }),
    )
  })

  test('l’identité d’un autre compte n’est pas prise : une réunion est proposée', () => {
    fc.assert(
      fc.property(register, proof, account, (links, proved, accountId) => {
        const found = like(links, proved)
        const decision = decideLinking(proved, {
          accountId,
          links: found,
          own: links.filter((each) => each.accountId === accountId),
        })
        const known = recognise(proved, found)
        if (known.kind === 'recognised' && known.accountId !== accountId) {
          assert.equal(decision.kind, 'linked_elsewhere')
        }
      }),
    )
  })

  test('on ne réunit pas deux comptes que FranceConnect dit de deux personnes', () => {
    const of = (pivotKey: string): KnownLink => ({ id: 'l', accountId: 'a', subject: 's', pivotKey, coreKey: 'c' })
    assert.equal(areOnePerson([of('p1')], [of('p1')]), true)
    assert.equal(areOnePerson([of('p1')], []), true)
    assert.equal(areOnePerson([of('p1')], [of('p2')]), false)
  })
})

const pivot: PivotIdentity = {
  givenName: 'Inès Aya',
  familyName: 'D’Exemple-Été',
  gender: 'female',
  birthdate: '1984-02-29',
  birthplace: '',
  birthcountry: '99351',
}

suite('l’identité pivot', () => {
  test('accents, casse et traits d’union ne font pas deux personnes', () => {
    const other = { ...pivot, givenName: 'INES  AYA', familyName: 'd exemple ete' }
    assert.equal(pivotText(other), pivotText(pivot))
    assert.equal(coreText(other), coreText(pivot))
  })

  test('chacune des six données en fait une autre', () => {
    for (const change of [
      { givenName: 'Inès' },
      { familyName: 'Exemple' },
      { gender: 'male' as const },
      { birthdate: '1984-02-28' },
      { birthplace: '69123' },
      { birthcountry: '99100' },
    ]) {
      assert.notEqual(pivotText({ ...pivot, ...change }), pivotText(pivot), JSON.stringify(change))
    }
  })

  test('le nom d’usage n’en fait pas partie, mais c’est celui dont on l’appelle', () => {
    const used = { ...pivot, preferredName: 'MODÈLE' }
    assert.equal(pivotText(used), pivotText(pivot))
    assert.deepEqual(namesOfIdentity({ pivot: used }), { givenName: 'Inès Aya', familyName: 'MODÈLE' })
    assert.deepEqual(namesOfIdentity({ pivot }), { givenName: 'Inès Aya', familyName: 'D’Exemple-Été' })
  })

  test('une donnée qui manque n’est pas inventée', () => {
    const claims = {
      given_name: 'Inès Aya',
      family_name: 'EXEMPLE',
      gender: 'female',
      birthdate: '1984-02-29',
      birthplace: '',
      birthcountry: '99351',
    }
    assert.notEqual(readPivot(claims), undefined)
    for (const name of ['given_name', 'family_name', 'gender', 'birthdate', 'birthcountry'] as const) {
      assert.equal(readPivot({ ...claims, [name]: '' }), undefined, name)
      assert.equal(readPivot({ ...claims, [name]: undefined }), undefined, name)
    }
    assert.equal(readPivot({ ...claims, birthdate: '29/02/1984' }), undefined)
  })

  test('un SIRET écrit avec des espaces se lit ; un autre nombre n’en est pas un', () => {
    const claims = { given_name: 'Alix', usual_name: 'Exemple', siret: '216 900 332 00019' }
    assert.equal(readPro(claims)?.siret, '21690033200019')
    assert.equal(readPro({ ...claims, siret: '123' }), undefined)
    assert.deepEqual(readPro({ ...claims, roles: ['agent_public', 3] })?.roles, ['agent_public'])
  })
})
