export { createPasswords, type Passwords } from './passwords.ts'
export { readableCode, readCode } from './readable-code.ts'
export { readOrCreateSecret } from './secret-file.ts'
export { createSecrets, isSameSecret, type Secrets, sha256 } from './secrets.ts'
