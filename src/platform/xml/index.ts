export {
  childrenOf,
  everyUnder,
  onlyChild,
  parseStrictly,
  type ReadOptions,
  readXml,
  textOfOnlyElement,
  type XmlElement,
  type XmlFault,
} from './read.ts'
export { childrenIn, fileOf, isElement, isText, type TreeNode, writeText } from './tree.ts'
export { attribute, Xml, xml } from './write.ts'
