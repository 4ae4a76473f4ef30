using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Mycelium.Engine.Configuration;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes names of keys of a configuration file.</summary>
public sealed class ConfigurationKeyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ConfigurationSchema.KeyPaths
            .Where(key => key.StartsWith((wordToComplete ?? string.Empty).Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(key => new CompletionResult(key, key, CompletionResultType.ParameterValue, ConfigurationSchema.Describe(key)));
}
