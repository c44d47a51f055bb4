// For the sample rules of this repository only: writes the present content hash into every approval of the given rule files.
// In use nobody re-stamps: a changed rule is a new version, and each approver approves it again.
//
//   dotnet run governance/rules/restamp.cs governance/rules/homes-and-money.v4.yaml ...
#:project ../Linkage.Governance/Linkage.Governance.csproj
#:property PublishAot=false

using System.Text.RegularExpressions;
using Linkage.Governance.Rules;

foreach (var path in args)
{
    var hash = RuleFile.HashOf(path);
    File.WriteAllText(path, Regex.Replace(File.ReadAllText(path), "(ruleHash: \")[0-9a-f]{64}(\")", $"${{1}}{hash}$2"));
    Console.WriteLine($"{hash}  {path}");
}
