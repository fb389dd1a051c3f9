import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listLetters } from '#counter/letters'
import { listRegies, maySetRegies, saveRegie } from '#counter/payments'
import { AppError } from '#kernel/errors'
import { projectRoot } from '#platform/config'
import { type Context, systemContext } from '#platform/context'
import { getSite } from '#territory/collectivities'
import type { App } from '../app.ts'
import { findAgent } from './demo-requests.ts'

/** What an administrator of the demonstration prepared: where money goes, and what circuits write. */
interface DemoDesk {
  readonly collectivity: string
  readonly by: string
  readonly regies: readonly { readonly name: string; readonly clientNumber: string }[]
  /** Files of `data/demo/letters`. */
  readonly letters: readonly { readonly name: string; readonly file: string }[]
}

const folder = join(projectRoot, 'data/demo')

/**
 * Prepares what is not there yet, once the people of the demonstration are: what administrators changed since is theirs. Whose
 * administrator went away is left alone.
 */
export async function loadDemoDesk(app: App): Promise<void> {
  const ctx = systemContext(app, 'start')
  for (const desk of JSON.parse(await readFile(join(folder, 'desk.json'), 'utf8')) as readonly DemoDesk[]) {
    const site = await getSite(app.db, { slug: desk.collectivity })
    const actor = await findAgent(ctx, site, desk.by)
    if (!actor || !maySetRegies(actor, site.id)) continue
    const administrator = { ...ctx, actor }
    await addRegies(administrator, site.id, desk.regies)
    await addLetters(app, administrator, { collectivityId: site.id, letters: desk.letters })
  }
}

/** In test mode: whatever is paid there is nobody's money, even where the real PayFiP answers. */
async function addRegies(ctx: Context, collectivityId: string, regies: DemoDesk['regies']): Promise<void> {
  const known = new Set((await listRegies(ctx, collectivityId)).map(({ clientNumber }) => clientNumber))
  for (const { name, clientNumber } of regies) {
    if (known.has(clientNumber)) continue
    const saved = await saveRegie(ctx, { collectivityId, name, clientNumber, mode: 'test', isOpen: true })
    if (!saved.ok) throw new AppError('invalid', 'library.regie', { detail: `${name}: ${saved.refusal}` })
  }
}

async function addLetters(
  { files, letters }: App,
  ctx: Context,
  desk: Pick<DemoDesk, 'letters'> & { readonly collectivityId: string },
): Promise<void> {
  const { collectivityId } = desk
  const known = new Set((await listLetters(ctx, collectivityId)).map(({ name }) => name))
  for (const { name, file } of desk.letters) {
    if (known.has(name)) continue
    const stored = await files.put(createReadStream(join(folder, 'letters', file)), { name: file })
    if (!stored.ok) throw new AppError('invalid', 'library.letter', { detail: `${file}: ${stored.refusal}` })
    const saved = await letters.save(ctx, { collectivityId, name, file: { ...stored.value, name: file } })
    if (!saved.ok) throw new AppError('invalid', 'library.letter', { detail: `${file}: ${saved.refusal.reason}` })
  }
}
