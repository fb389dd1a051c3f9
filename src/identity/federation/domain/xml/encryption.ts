import { constants, createCipheriv, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto'
import { assertionSpace, dsigSpace } from '../saml/names.ts'
import { pemOf } from './signature.ts'
import { xml } from '#platform/xml'

const xenc = 'http://www.w3.org/2001/04/xmlenc#'
const gcm = 'http://www.w3.org/2009/xmlenc11#aes256-gcm'
const tagLength = 16

/**
 * Encrypts a signed assertion for the owner of a certificate: AES-256-GCM, whose key goes by RSA-OAEP (XML Encryption 1.1).
 * OAEP's own digest is SHA-1: it is what every service provider reads, and its weakness does not matter there (RFC 8017).
 */
export function encryptedAssertion(assertion: string, certificate: string): string {
  const [key, nonce] = [randomBytes(32), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
  const body = Buffer.concat([nonce, cipher.update(assertion, 'utf8'), cipher.final(), cipher.getAuthTag()])
  const { publicKey } = new X509Certificate(pemOf(certificate))
  const sealed = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, key)
  return xml`<saml:EncryptedAssertion xmlns:saml="${assertionSpace}"><xenc:EncryptedData xmlns:xenc="${xenc}" Type="${xenc}Element">
    <xenc:EncryptionMethod Algorithm="${gcm}"/><ds:KeyInfo xmlns:ds="${dsigSpace}"><xenc:EncryptedKey>
    <xenc:EncryptionMethod Algorithm="${xenc}rsa-oaep-mgf1p"><ds:DigestMethod Algorithm="${dsigSpace}sha1"/></xenc:EncryptionMethod>
    <xenc:CipherData><xenc:CipherValue>${sealed.toString('base64')}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>
    <xenc:CipherData><xenc:CipherValue>${body.toString('base64')}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>`
    .text
}
