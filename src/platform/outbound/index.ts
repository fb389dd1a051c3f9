export { createOutbound, isPrivateAddress, type Outbound, type OutboundOptions } from './outbound.ts'
