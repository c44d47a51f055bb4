using Linkage.Governance.Documents;

namespace Linkage.Governance.Scenarios;

/// <summary>One scenario: a question, and the answer it must have.</summary>
internal abstract class Scenario
{
    protected Scenario(string name, YamlNode place, ScenarioOutcome expected)
    {
        Name = name;
        Place = place;
        Expected = expected;
    }

    /// <summary>Its name, different from all others in the folder.</summary>
    public string Name { get; }

    /// <summary>Where it was written.</summary>
    public YamlNode Place { get; }

    /// <summary>The answer it must have.</summary>
    public ScenarioOutcome Expected { get; }

    /// <summary>The answer it has.</summary>
    /// <exception cref="ConfigurationException">The question cannot be put: a file it names is refused, or a change leads nowhere.</exception>
    public abstract ScenarioOutcome Answer();
}
