import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { type SmtpStandIn, startSmtpStandIn } from '../../../standins/smtp/server.ts'
import type { Visit } from '../../support/browser.ts'
import { whyNotInstalled } from '../../support/debian.ts'
import { agentArrives, writeMessage } from '../../support/desk.ts'
import { type Dovecot, dovecotPackages, startDovecot } from '../../support/dovecot.ts'
import { freePort } from '../../support/platform.ts'
import { openStory, type Story } from '../../support/story.ts'
import type { Visitor } from '../../support/visitor.ts'

/** Somebody writes to her town with a photograph; an agent sees it in a request, answers, and her reply comes back there. */

const skip =
  process.getuid?.() === 0 ? (whyNotInstalled(...dovecotPackages) ?? false) : 'Dovecot is started by root here'

/** A picture of one dot, as telephones send them. */
const photo = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const visit: Visit = { device: 'desktop', javaScript: true }
const folder = mkdtempSync(join(tmpdir(), 'traboule-mail-'))
let dovecot: Dovecot
let smtp: SmtpStandIn
let story: Story

if (skip === false) {
  // Mailboxes are of another user than who runs the story.
  chmodSync(folder, 0o755)
  dovecot = await startDovecot(folder, { port: await freePort(), tlsPort: await freePort() })
  smtp = await startSmtpStandIn()
  story = await openStory({
    MAILBOX_PRIVATE: '1',
    NODE_EXTRA_CA_CERTS: dovecot.certificate,
    SMTP_URL: smtp.url,
  })
}

suite('Un courriel avec une photo devient une demande', { skip }, () => {
  before(async () => {
    const administrator = await agentArrives(
      story.browser,
      story.platform.url,
      'administration.corbas@exemple.fr',
      visit,
    )
    await openTheBox(administrator)
    await administrator.leave()
  })

  after(async () => {
    await dovecot?.down()
    await smtp?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('la photo est dans la demande ; la réponse de l’agent part, celle de la personne y revient', async () => {
    dovecot.deliver('voirie', mail({ subject: 'Lampadaire de la place', text: 'Il ne s’allume plus.', hasPhoto: true }))
    const agent = await agentArrives(story.browser, story.platform.url, 'voirie.corbas@exemple.fr', visit)
    await openFrom(agent, 'Ana Courriel')
    await agent.reads('Il ne s’allume plus.')
    await agent.reads('photo.png')
    const picture = await agent.page.request.get(
      new URL(
        String(
          await agent.page
            .getByRole('link', { name: /photo\.png/ })
            .first()
            .getAttribute('href'),
        ),
        agent.page.url(),
      ).href,
    )
    assert.equal(picture.headers()['content-type'], 'image/png')
    await agent.judge('mail-case')
    await writeMessage(agent, 'Quel est le numéro du mât ?')
    const told = await untilMailed('Quel est le num=C3=A9ro du m=C3=A2t|Quel est le numéro du mât')
    const to = /^Reply-To:\s*.*?([^\s<>]+@[^\s<>]+)/im.exec(told)?.[1] ?? assert.fail(told.slice(0, 800))
    const id = /^Message-ID:\s*(<[^>]+>)/im.exec(told)?.[1] ?? assert.fail(told.slice(0, 800))
    const address = agent.page.url()
    dovecot.deliver('voirie', mail({ subject: 'Re: votre demande', text: 'Le mât 4217.', to, answers: id }))
    const end = Date.now() + 40_000
    do await agent.open(new URL(address).pathname)
    while (!/Le mât 4217\./.test(await agent.text()) && Date.now() < end)
    await agent.reads('Le mât 4217.')
    await agent.judge('mail-case-answered')
    await agent.leave()
  })
})

interface Mail {
  readonly subject: string
  readonly text: string
  readonly to?: string
  readonly answers?: string
  readonly hasPhoto?: boolean
}

const mail = ({ subject, text, to = 'voirie@ville.exemple', answers, hasPhoto }: Mail): string =>
  [
    `Message-ID: <${randomUUID()}@exemple.fr>`,
    'From: Ana Courriel <ana.courriel@exemple.fr>',
    `To: ${to}`,
    `Subject: ${subject}`,
    ...(answers === undefined ? [] : [`In-Reply-To: ${answers}`, `References: ${answers}`]),
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="limite"',
    '',
    '--limite',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    ...(hasPhoto === true
      ? [
          '--limite',
          'Content-Type: image/png; name="photo.png"',
          'Content-Disposition: attachment; filename="photo.png"',
          'Content-Transfer-Encoding: base64',
          '',
          photo,
        ]
      : []),
    '--limite--',
    '',
  ].join('\r\n')

/** The administrator arranges the mailbox, tries it, and opens it: what comes becomes a request of the roads. */
async function openTheBox(administrator: Visitor): Promise<void> {
  await administrator.open('/bureau/corbas/boites/nouvelle')
  await administrator.write('Nom', 'Voirie')
  await administrator.write('Adresse', 'voirie@ville.exemple')
  await administrator.write('Serveur IMAP', 'localhost')
  await administrator.choose('Protection', 'TLS dès la connexion (port 993)')
  await administrator.write('Port', String(dovecot.tlsPort))
  await administrator.write('Nom de connexion', 'voirie')
  await administrator.write('Mot de passe', 'secret')
  await administrator.page.locator('[name="dossier"]').fill('INBOX')
  await administrator.page.locator('[name="anciens"]').check({ force: true })
  await administrator.page.locator('[name="demarche"]').selectOption('lampadaire-en-panne')
  for (const name of ['reponses', 'plus', 'ouverte'])
    await administrator.page.locator(`[name="${name}"]`).check({ force: true })
  await administrator.judge('mailbox-new')
  await administrator.press('Enregistrer')
  await administrator.reads('La boîte est enregistrée.')
  await administrator.press('Essayer la connexion')
  await administrator.reads('La connexion marche')
}

/** Waits for her request to be on the list, and opens it. */
async function openFrom(agent: Visitor, name: string): Promise<void> {
  const row = agent.page.locator('main table tbody tr').filter({ hasText: name })
  const end = Date.now() + 90_000
  do await agent.open('/bureau/corbas/demandes?vue=toutes')
  while (!(await row.first().isVisible()) && Date.now() < end)
  await agent.go(() => row.first().getByRole('link').first().click())
}

/** Waits for a mail to her that says so. */
async function untilMailed(words: string): Promise<string> {
  const end = Date.now() + 30_000
  while (Date.now() < end) {
    const found = smtp.received.find(
      ({ to, content }) => to.includes('ana.courriel@exemple.fr') && new RegExp(words).test(content),
    )
    if (found) return found.content
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return assert.fail(smtp.received.map(({ content }) => content.slice(0, 500)).join('\n---\n'))
}
