using System.Management.Automation;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Mycelium.Host.Cmdlets;

/// <summary>
/// What the engine has and does not publish: its formatter, which the format cmdlets drive, and the signal that ends a pipeline
/// early. The names are of one version of the engine; a test of each cmdlet here fails when they change.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const string FormatNamespace = "Microsoft.PowerShell.Commands.Internal.Format.";

    private static readonly FieldInfo Implementation = typeof(FrontEndCommandBase).GetField("implementation", Instance)
        ?? throw Changed("FrontEndCommandBase.implementation");

    /// <summary>Makes a command format its input in a shape.</summary>
    /// <param name="command">The command.</param>
    /// <param name="shape"><c>Table</c> or <c>List</c>.</param>
    internal static void UseShape(FrontEndCommandBase command, string shape)
    {
        object value = Enum.Parse(EngineType(FormatNamespace + "FormatShape"), shape);
        Implementation.SetValue(command, New(FormatNamespace + "InnerFormatShapeCommand", value));
    }

    /// <summary>Makes a command render its input as text.</summary>
    /// <param name="command">The command.</param>
    /// <param name="writer">Takes the text.</param>
    /// <param name="width">Columns.</param>
    internal static void UseWriter(FrontEndCommandBase command, TextWriter writer, int width)
    {
        object output = New(FormatNamespace + "OutputManagerInner");
        object lines = New(FormatNamespace + "TextWriterLineOutput", writer, width);
        PropertyInfo target = output.GetType().GetProperty("LineOutput", Instance) ?? throw Changed("OutputManagerInner.LineOutput");
        target.SetValue(output, lines);
        Implementation.SetValue(command, output);
    }

    /// <summary>The exception that stops everything before <paramref name="command"/> in its pipeline, without an error.</summary>
    internal static Exception StopUpstream(Cmdlet command) =>
        (Exception)New("System.Management.Automation.StopUpstreamCommandsException", command);

    private static object New(string typeName, params object[] arguments)
    {
        Type type = EngineType(typeName);
        ConstructorInfo constructor = Array.Find(type.GetConstructors(Instance), candidate => Accepts(candidate, arguments))
            ?? throw Changed(typeName);
        return constructor.Invoke(arguments);
    }

    private static bool Accepts(ConstructorInfo constructor, object[] arguments)
    {
        ParameterInfo[] parameters = constructor.GetParameters();
        return parameters.Length == arguments.Length
            && parameters.Zip(arguments).All(static pair => pair.First.ParameterType.IsInstanceOfType(pair.Second));
    }

    private static Type EngineType(string name) => typeof(PSObject).Assembly.GetType(name) ?? throw Changed(name);

    private static PSNotSupportedException Changed(string name) =>
        new($"This version of the PowerShell engine has no '{name}', which this cmdlet needs.");
}
