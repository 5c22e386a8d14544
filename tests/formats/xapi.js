// Every statement is what xAPI 1.0.3 asks for, says Learning Locker's validator.
const fs = require('fs');
const { statement: check } = require('@learninglocker/xapi-validation/dist/factory');

const statements = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
let wrong = 0;
for (const statement of statements) {
    const warnings = check(statement, ['statement']);
    if (warnings.length > 0) {
        console.error(statement.id, JSON.stringify(warnings));
        wrong += 1;
    }
}
const ids = new Set(statements.map((statement) => statement.id));
if (ids.size !== statements.length) { console.error('an id stands twice'); wrong += 1; }
const broken = { ...statements[0], actor: { objectType: 'Agent' } };
if (check(broken, ['statement']).length === 0) { console.error('the validator finds nothing'); wrong += 1; }
if (wrong > 0) process.exit(1);
console.log(`ok: ${statements.length} statements are valid`);
