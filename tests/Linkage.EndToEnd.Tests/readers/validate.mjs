// Validates YAML or JSON files against a JSON Schema (2020-12) with ajv: validate.mjs SCHEMA FILE...
// Prints {"file": [errors]} for every file that does not fit.
import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'

const [schemaPath, ...files] = process.argv.slice(2)
const ajv = new Ajv2020.default({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true })
addFormats.default(ajv)
const validate = ajv.compile(JSON.parse(readFileSync(schemaPath, 'utf8')))
const failures = {}
for (const file of files) {
  const text = readFileSync(file, 'utf8')
  const data = file.endsWith('.json') ? JSON.parse(text) : parse(text, { version: '1.2', schema: 'core' })
  if (!validate(data)) {
    failures[file] = validate.errors.map(e => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`)
  }
}
console.log(JSON.stringify(failures))
