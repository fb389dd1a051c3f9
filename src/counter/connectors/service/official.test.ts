import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { suite, test } from 'node:test'
import { newId } from '#kernel/ids'
import { projectRoot } from '#platform/config'
import { startRegisterStandIn } from '../../../../standins/api-entreprise/server.ts'
import {
  franceConnectToken,
  type OfficialCase,
  startParticulierStandIn,
} from '../../../../standins/api-particulier/server.ts'
import { data } from '../domain/catalogue.ts'
import type { Asked, CivilStatus, Datum, DatumState } from '../schema.ts'
import { openTrial } from './trial.ts'

/*
 * Every official test case of the State's two interfaces, asked by the house as it asks the real ones. What the case says is
 * looked for by other means than the house's own reading.
 */

const trial = await openTrial({
  particulier: await startParticulierStandIn({ token: 'trial-key' }),
  register: await startRegisterStandIn({ token: 'trial' }),
})
const { connectors, collectivityId, anonymous, particulier, clock } = trial

type Params = OfficialCase['params']

const civilOf = (params: Params): CivilStatus => {
  const number = (...names: string[]) => names.map((name) => params[name]).find((each) => typeof each === 'number')
  const text = (...names: string[]) => names.map((name) => params[name]).find((each) => typeof each === 'string')
  return Object.fromEntries(
    Object.entries({
      familyName: text('nomNaissance'),
      usedName: text('nomUsage'),
      givenNames: params['prenoms'] ?? [],
      birthYear: number('anneeDateNaissance', 'anneeNateNaissance'),
      birthMonth: number('moisDateNaissance'),
      birthDay: number('jourDateNaissance'),
      sex: text('sexeEtatCivil', 'sexe'),
      birthCountry: text('codeCogInseePaysNaissance'),
      birthPlace: text('codeCogInseeCommuneNaissance'),
    }).filter(([, value]) => value !== undefined),
  ) as unknown as CivilStatus
}

function askedOf({ path, params }: OfficialCase): Asked {
  if (path.endsWith('/france_connect')) return { accessToken: franceConnectToken(params) }
  const number = params['ine'] ?? params['identifiant']
  if (typeof number === 'string') return { number }
  const [school, schoolYear, year, month] = ['codeEtablissement', 'anneeScolaire', 'annee', 'mois'].map(
    (name) => params[name],
  )
  return {
    civil: civilOf(params),
    ...(typeof school === 'string' && { school }),
    ...(typeof schoolYear === 'string' && { schoolYear }),
    ...(typeof year === 'number' && { year }),
    ...(typeof month === 'number' && { month }),
  }
}

const datumAt = (path: string): Datum => {
  const datum = data.find(({ ways }) => Object.values(ways).includes(path))
  assert.ok(datum, path)
  return datum
}

async function askIt(datum: Datum, asked: Asked): Promise<DatumState> {
  // The pause that one case causes is not the next one's.
  clock.advance(3_600_000)
  const state = await connectors.fetchDatum(anonymous, {
    collectivityId,
    subjectId: newId(),
    datum: datum.id,
    fields: datum.fields.map(({ id }) => id),
    asked,
    purpose: 'Cas officiel',
    locale: 'fr',
    isCertified: false,
    isOwnIdentity: false,
  })
  assert.notEqual(state.kind, 'refused')
  return state as DatumState
}

const failures: Readonly<Record<number, string>> = { 403: 'not_allowed', 404: 'unknown', 422: 'malformed' }

/** What the official answer says of the first field of each datum, in its own words. */
function firstValue(path: string, payload: unknown): unknown {
  const { data: said } = payload as { data: Record<string, never> }
  const found: Readonly<Record<string, unknown>> = {
    dss_quotient: (said['quotient_familial'] as { valeur: number } | undefined)?.valeur,
    dss_c2s: said['est_beneficiaire'],
    cnous: said['est_boursier'],
    men: said['est_scolarise'],
  }
  const key = path.includes('quotient')
    ? 'dss_quotient'
    : path.includes('sante')
      ? 'dss_c2s'
      : (path.split('/')[2] ?? '')
  return found[key]
}

suite('cas officiels d’API Particulier', () => {
  test('ils sont tous là', () => {
    assert.equal(particulier.cases.length, 157)
    const statuses = [...new Set(particulier.cases.map(({ status }) => status))].toSorted((a, b) => a - b)
    assert.deepEqual(statuses, [200, 403, 404, 422, 429, 502, 504])
  })

  for (const official of particulier.cases) {
    test(official.case, async () => {
      const { status, path, payload } = official
      const datum = datumAt(path)
      const state = await askIt(datum, askedOf(official))
      if (status === 200) {
        assert.equal(state.kind, 'fetched', JSON.stringify(state))
        const first = state.kind === 'fetched' ? state.values[datum.fields[0]?.id ?? ''] : undefined
        const expected = firstValue(path, payload)
        if (expected !== undefined) assert.equal(first, expected)
        else assert.equal(typeof first, 'boolean')
      } else if (failures[status]) {
        assert.equal(state.kind === 'failed' && state.failure, failures[status])
      } else assert.equal(state.kind, 'waiting')
    })
  }
})

const origin = join(projectRoot, '../shared/data/state-apis')
const isThere = existsSync(origin)

suite(
  'les cas officiels gardés ici sont ceux de leur origine',
  { skip: isThere ? false : 'the official files are not beside the project' },
  () => {
    const folders = isThere ? readdirSync(origin).filter((name) => name.startsWith('api_particulier_v3')) : []
    for (const folder of folders) {
      test(folder, () => {
        const files = readdirSync(join(origin, folder)).filter((name) => /\.ya?ml$/.test(name))
        const ours = particulier.cases.filter((each) => each.case.startsWith(`${folder}/`))
        assert.deepEqual(ours.map((each) => basename(each.case)).toSorted(), files.toSorted())
        for (const each of ours) {
          const text = readFileSync(join(origin, each.case), 'utf8')
          const payload = text.split(/^payload: \|-?\r?\n/m)[1] ?? ''
          assert.deepEqual(each.payload, JSON.parse(payload), each.case)
          assert.equal(each.status, Number(/^status: (\d+)/m.exec(text)?.[1]), each.case)
        }
      })
    }
  },
)

interface Known {
  readonly [path: string]: {
    readonly case: string
    readonly status: number
    readonly payload: { data: Record<string, unknown> }
  }
}

const official = JSON.parse(
  readFileSync(join(projectRoot, 'data/standins/api-entreprise/official.json'), 'utf8'),
) as Known

const registerDatum = (path: string): string => {
  if (path.includes('mandataires')) return 'dirigeants'
  if (path.includes('associations')) return 'association'
  return path.includes('etablissements') ? 'etablissement' : 'unite_legale'
}

suite('cas officiels d’API Entreprise', () => {
  for (const [path, { case: name, status, payload }] of Object.entries(official)) {
    test(name, async () => {
      const datum = data.find(({ id }) => id === registerDatum(path))
      assert.ok(datum)
      const number = /(W\d{9}|\d{14}|\d{9})/.exec(path)?.[1] ?? ''
      const state = await askIt(datum, { number })
      // The official numbers of nobody are made of zeros: they are refused before the register is asked.
      if (status === 404) return assert.equal(state.kind === 'failed' && state.failure, 'malformed')
      assert.equal(state.kind, 'fetched', JSON.stringify(state))
      if (state.kind === 'fetched' && 'etat_administratif' in payload.data) {
        assert.equal(state.values['active'], payload.data['etat_administratif'] === 'A')
      }
    })
  }

  test('un numéro que personne ne porte est inconnu du registre', async () => {
    const datum = data.find(({ id }) => id === 'unite_legale')
    assert.ok(datum)
    const state = await askIt(datum, { number: '999999998' })
    assert.equal(state.kind === 'failed' && state.failure, 'unknown')
  })
})
