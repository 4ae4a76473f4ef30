using System.Collections;
using Mycelium.Engine.Configuration;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes names of keys of a configuration file.</summary>
public sealed class ConfigurationKeyCompleter : StaticCompleter
{
    private protected override IEnumerable<CompletionItem> Items(IDictionary parameters) =>
        ConfigurationSchema.KeyPaths.Select(key => new CompletionItem(key, ConfigurationSchema.Describe(key)));
}
