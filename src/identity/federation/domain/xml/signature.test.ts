import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { SignedXml } from 'xml-crypto'
import { newTestKey, partsOf, wrappings } from '../../testing.ts'
import { readMetadata } from '../saml/metadata.ts'
import { isSigned, readSigned, signXml } from './signature.ts'
import { readXml, xml } from '#platform/xml'

const [hers, stranger] = [newTestKey('application'), newTestKey('inconnue')]
const options = { longest: 100_000 }
const spaces = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'

const message = (name: string, id: string, who: string): string =>
  `<samlp:${name} ${spaces} ID="${id}" Version="2.0" IssueInstant="2026-11-24T09:00:00Z"><saml:Issuer>https://a.exemple.fr</saml:Issuer><saml:NameID>${who}</saml:NameID></samlp:${name}>`

const signed = (name = 'LogoutRequest', key = hers) =>
  signXml(message(name, '_honnete', 'claire'), key, { id: '_honnete', after: 'Issuer' })

const refusalOf = (text: string, certificates = [hers.certificate]): string => {
  const read = readSigned(text, certificates, options)
  return read.ok ? 'accepted' : read.refusal
}

suite('un message signé', () => {
  test('se lit, et sa signature n’y est plus', () => {
    const read = readSigned(signed(), [stranger.certificate, hers.certificate], options)
    assert.ok(read.ok)
    assert.equal(isSigned(read.value), false)
    assert.equal(read.value.children.find(({ name }) => name === 'NameID')?.text, 'claire')
  })

  test('changé d’une lettre, ou signé par une autre, est refusé', () => {
    assert.equal(refusalOf(signed().replace('claire', 'Claire')), 'wrong_signature')
    assert.equal(refusalOf(signed('LogoutRequest', stranger)), 'wrong_signature')
    assert.equal(refusalOf(signed(), []), 'wrong_signature')
  })

  test('dont la signature a été ôtée ne passe pas pour signé', () => {
    assert.equal(refusalOf(partsOf(signed(), { open: '', inside: '', close: '' }).bare), 'unsigned')
  })

  test('le certificat qu’il porte lui-même ne prouve rien', () => {
    assert.equal(refusalOf(signed('LogoutRequest', stranger), [hers.certificate]), 'wrong_signature')
  })
})

suite('enveloppements de signature', () => {
  const thief = (name: string) => ({
    open: `<samlp:${name} ${spaces} ID="_voleur" Version="2.0" IssueInstant="2026-11-24T09:00:00Z">`,
    inside: '<saml:Issuer>https://a.exemple.fr</saml:Issuer><saml:NameID>voleur</saml:NameID>',
    close: `</samlp:${name}>`,
  })
  for (const name of ['AuthnRequest', 'LogoutRequest'] as const) {
    for (const shape of wrappings) {
      test(`${name}, ${shape.name}`, () => {
        const honest = signed(name)
        assert.equal(refusalOf(honest), 'accepted')
        assert.notEqual(refusalOf(shape.wrap(partsOf(honest, thief(name)))), 'accepted')
        // The thief may also take the honest identifier for hers.
        const taken = { ...thief(name), open: thief(name).open.replace('_voleur', '_honnete') }
        assert.notEqual(refusalOf(shape.wrap(partsOf(honest, taken))), 'accepted')
      })
    }
  }

  const space = 'xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
  const role = (url: string): string =>
    `<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${url}" index="0"/></md:SPSSODescriptor>`
  const entity = (id: string): string => `<md:EntityDescriptor ${space} ID="${id}" entityID="https://a.exemple.fr">`
  const honest = signXml(`${entity('_honnete')}${role('https://a.exemple.fr/acs')}</md:EntityDescriptor>`, hers, {
    id: '_honnete',
  })
  const reading = { now: new Date('2026-11-24T09:00:00Z'), signer: hers.certificate }
  for (const shape of wrappings) {
    test(`métadonnées, ${shape.name}`, () => {
      const read = readMetadata(honest, reading)
      assert.equal(read.ok && read.value.consumers[0]?.url, 'https://a.exemple.fr/acs')
      const close = '</md:EntityDescriptor>'
      for (const id of ['_voleur', '_honnete']) {
        const parts = partsOf(honest, { open: entity(id), inside: role('https://voleur.exemple.fr/acs'), close })
        assert.equal(readMetadata(shape.wrap(parts), reading).ok, false)
      }
    })
  }
})

suite('procédés trop faibles', () => {
  const signWith = (signatureAlgorithm: string, digestAlgorithm: string): string => {
    const signer = new SignedXml({
      privateKey: hers.privateKey,
      signatureAlgorithm,
      canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
    })
    const transforms = [
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ]
    signer.addReference({ xpath: '/*', digestAlgorithm, transforms })
    signer.computeSignature(message('LogoutRequest', '_honnete', 'claire'))
    return signer.getSignedXml()
  }
  const [rsa256, sha256] = [
    'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    'http://www.w3.org/2001/04/xmlenc#sha256',
  ]

  test('SHA-256 passe ; SHA-1 est refusé, dans la signature comme dans l’empreinte', () => {
    assert.equal(refusalOf(signWith(rsa256, sha256)), 'accepted')
    assert.equal(refusalOf(signWith('http://www.w3.org/2000/09/xmldsig#rsa-sha1', sha256)), 'weak_algorithm')
    assert.equal(refusalOf(signWith(rsa256, 'http://www.w3.org/2000/09/xmldsig#sha1')), 'weak_algorithm')
  })

  test('la clé publique prise pour un secret partagé (HMAC) est refusée', () => {
    const hmac = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'
    const text = signed().replace(rsa256, hmac)
    const info = /<ds:SignedInfo[\s\S]*<\/ds:SignedInfo>/.exec(text)?.[0] ?? ''
    const forged = createHmac('sha1', hers.certificatePem).update(info).digest('base64')
    assert.equal(refusalOf(text.replace(/<ds:SignatureValue>[^<]*/, `<ds:SignatureValue>${forged}`)), 'weak_algorithm')
  })

  test('une transformation de plus, ou deux références, sont refusées', () => {
    const xslt = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/></ds:Transforms>'
    assert.equal(refusalOf(signed().replace('</ds:Transforms>', xslt)), 'wrong_shape')
    const reference = /<ds:Reference[\s\S]*<\/ds:Reference>/.exec(signed())?.[0] ?? ''
    assert.equal(refusalOf(signed().replace(reference, reference + reference)), 'wrong_shape')
    assert.equal(refusalOf(signed().replace('URI="#_honnete"', 'URI=""')), 'wrong_shape')
  })
})

suite('XML de quelqu’un que l’on ne connaît pas', () => {
  const faultOf = (text: string): string => {
    const read = readXml(text, options)
    return read.ok ? 'accepted' : read.refusal
  }

  test('ni type de document, ni entités : rien ne gonfle, rien n’est lu ailleurs', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(100)}"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>`
    assert.equal(faultOf(bomb), 'doctype')
    assert.equal(faultOf('<!doctype a SYSTEM "file:///etc/passwd"><a/>'), 'doctype')
    assert.equal(faultOf('<a>&inconnue;</a>'), 'malformed')
  })

  test('un commentaire dans un nom est refusé : il le couperait pour d’autres', () => {
    assert.equal(faultOf('<a>claire@exemple.fr<!-- -->.voleur.fr</a>'), 'comment')
    const kept = readXml('<a>claire@exemple.fr<!-- -->.voleur.fr</a>', { ...options, allowsComments: true })
    assert.equal(kept.ok && kept.value.text, 'claire@exemple.fr.voleur.fr')
  })

  test('deux fois le même identifiant, quelle que soit sa casse, est refusé', () => {
    assert.equal(faultOf('<a ID="x"><b Id="x"/></a>'), 'duplicate_id')
    assert.equal(faultOf('<a ID="x" xmlns:p="urn:p"><b p:id="x"/></a>'), 'duplicate_id')
  })

  test('trop long, trop profond, mal fermé, plusieurs racines, instructions, autre encodage', () => {
    assert.equal(faultOf(`<a>${'x'.repeat(100_001)}</a>`), 'too_large')
    assert.equal(faultOf(`${'<a>'.repeat(60)}${'</a>'.repeat(60)}`), 'too_deep')
    for (const text of ['', 'rien', '<a>', '<a></b>', '<a/><b/>', '<a b=1/>', '<a b="1" b="2"/>', '<a><?x y?></a>']) {
      assert.equal(faultOf(text), 'malformed', text)
    }
    assert.equal(faultOf('<?xml version="1.0" encoding="UTF-7"?><a/>'), 'malformed')
  })

  test('ce que nous écrivons se relit tel quel, quoi qu’on y mette', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const written = xml`<a b="${text}"><c>${text}</c></a>`.text
        const read = readXml(written, options)
        assert.ok(read.ok, written)
        // eslint-disable-next-line no-control-regex
        const kept = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
        assert.equal(read.value.attributes['b'], kept)
        assert.equal(read.value.children[0]?.text, kept)
        assert.equal(read.value.children.length, 1)
      }),
    )
  })
})
