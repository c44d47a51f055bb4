// Verifies a release with nothing of Linkage's: node verify-bundle.mjs PUBLIC.pem FOLDER...
// Prints a line of JSON for each folder, {"folder", "valid", "problems"}, and ends with 0 when all are valid, else 1. Expiry is not judged.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync } from 'node:fs';

const [statementFile, envelopeFile, sealFile] = ['statement.json', 'statement.dsse.json', '_seal.json'];
const payloadType = 'application/vnd.in-toto+json';
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

const [pem, ...folders] = process.argv.slice(2);
const key = createPublicKey(readFileSync(pem));
if (key.asymmetricKeyType !== 'rsa' || key.asymmetricKeyDetails.modulusLength < 3072) throw new Error('not an RSA key of 3072 bits or more');
const keyId = sha256(key.export({ type: 'spki', format: 'der' }));

// Every entry by its path; one folder, data, may have files of its own.
function entries(folder, below = '') {
  return readdirSync(`${folder}/${below}`).flatMap(name => {
    const path = below + name;
    const kind = lstatSync(`${folder}/${path}`);
    const inside = path === 'data' && kind.isDirectory() ? entries(folder, 'data/') : [];
    return inside.length > 0 ? inside : [{ path, plain: kind.isFile() && !name.startsWith('.') }];
  });
}

function problemsOf(folder) {
  const found = entries(folder);
  const problems = found.filter(f => !f.plain).map(f => `${f.path}: not a plain file`);
  const files = new Map(found.filter(f => f.plain).map(f => [f.path, readFileSync(`${folder}/${f.path}`)]));
  const same = (path, bytes) => files.get(path)?.equals(bytes) || problems.push(`${path}: missing or not the expected bytes`);

  // The envelope has one written form, made again here from the statement and the signature in it.
  const payload = files.get(statementFile) ?? Buffer.alloc(0);
  const signature = Buffer.from(/"sig":"([^"]*)"/.exec(files.get(envelopeFile)?.toString('latin1') ?? '')?.[1] ?? '', 'base64');
  same(envelopeFile, Buffer.from(`{"payload":"${payload.toString('base64')}","payloadType":"${payloadType}","signatures":[{"keyid":"${keyId}","sig":"${signature.toString('base64')}"}]}\n`));
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);
  if (!verify('sha256', signed, key, signature)) return [...problems, `${envelopeFile}: the signature does not hold`];

  const { _type, predicateType, predicate, subject } = JSON.parse(payload);
  if (_type !== 'https://in-toto.io/Statement/v1' || predicateType !== 'urn:linkage:release-statement:v1') return [...problems, `${statementFile}: not a release`];
  const named = new Map(subject.map(s => [s.name, s.digest.sha256]));
  for (const [path, digest] of named) if (!files.has(path) || sha256(files.get(path)) !== digest) problems.push(`${path}: missing or not the signed bytes`);
  for (const path of files.keys()) if (!named.has(path) && ![statementFile, envelopeFile, sealFile].includes(path)) problems.push(`${path}: not part of the release`);

  // The zone's seal follows from all of that.
  const digests = Object.fromEntries([...files.keys()].filter(p => p !== sealFile).sort().map(p => [p, sha256(files.get(p))]));
  same(sealFile, Buffer.from(JSON.stringify({ key: predicate.releaseId, files: digests, facts: { releaseId: predicate.releaseId, statementDigest: sha256(payload) } }, null, 2)));
  return problems;
}

const verdicts = folders.map(folder => ({ folder, problems: problemsOf(folder) }));
for (const { folder, problems } of verdicts) console.log(JSON.stringify({ folder, valid: problems.length === 0, problems }));
process.exitCode = verdicts.every(v => v.problems.length === 0) ? 0 : 1;
