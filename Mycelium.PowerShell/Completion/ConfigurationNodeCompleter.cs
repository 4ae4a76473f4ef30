using System.Collections;
using System.Management.Automation;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes names of nodes of the configuration file that the command names.</summary>
public sealed class ConfigurationNodeCompleter : StaticCompleter
{
    private protected override IEnumerable<CompletionItem> Items(IDictionary parameters)
    {
        string[] paths = Texts(parameters["ConfigurationPath"] ?? parameters["Path"]);
        return paths.SelectMany(Nodes);
    }

    private static string[] Texts(object? value) => value switch
    {
        IEnumerable<object> several => [.. several.Select(item => item.ToString() ?? string.Empty)],
        null => [],
        _ => [value.ToString() ?? string.Empty],
    };

    private static IEnumerable<CompletionItem> Nodes(string path)
    {
        try
        {
            return NodeConfigurationFile.LoadAll(FilePath(path)).Select(node => new CompletionItem(node.Options.Name, $"node of {path}"));
        }
        catch (Exception exception) when (exception is MyceliumException or RuntimeException)
        {
            // The path is not complete yet, or the file has mistakes: the command itself will say so.
            return [];
        }
    }

    // A completer has no session state of its own.
    private static string FilePath(string path)
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddScript("$ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($args[0])").AddArgument(path);
        return shell.Invoke<string>()[0];
    }
}
