using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Formatting;

public sealed class OutputTextTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Fact]
    public void Everything_that_is_emitted_says_in_a_text_what_it_is()
    {
        IEnumerable<Type> emitted = _session.Run("(Get-Command -Module Mycelium -CommandType Cmdlet).ImplementingType").Objects
            .SelectMany(command => ((Type)command.BaseObject).GetCustomAttributes<OutputTypeAttribute>())
            .SelectMany(output => output.Type)
            .Select(name => name.Type);
        var types = new HashSet<Type>();
        foreach (Type type in emitted) { Collect(type, types); }

        Assert.True(types.Count > 20, string.Join(' ', types));
        Assert.Empty(types.Where(type => !HasText(type)).Select(type => type.Name));
    }

    // PowerShell takes an index into a list whose type is not public for an index into a single object.
    [Theory]
    [InlineData("Export-MyceliumTopology")]
    [InlineData("(Export-MyceliumTopology).Nodes")]
    [InlineData("Get-MyceliumNode")]
    [InlineData("Get-MyceliumConfiguration")]
    [InlineData("Get-MyceliumStatistic -Node alpha")]
    [InlineData("Test-MyceliumPeer $beta.Listen")]
    [InlineData("[Mycelium.Engine.Configuration.NodeConfigurationFile]::CheckText('a: 1', '/node.yaml')")]
    [InlineData("[Mycelium.Engine.Configuration.NodeConfigurationFile]::CheckText('nodes: [{ name: a }, { name: b }]', '/node.yaml')")]
    [InlineData("[Mycelium.Engine.Configuration.NodeConfigurationFile]::CheckText('name: a', '/node.yaml').Nodes[0]")]
    public void Lists_in_objects_take_an_index(string script)
    {
        _session.StartPair();

        object[] items = [.. _session.Run(script).Objects.Select(item => item.BaseObject)];

        Type[] lists =
        [
            .. items.SelectMany(item => item.GetType().GetProperties()
                    .Where(property => IsList(property.PropertyType))
                    .Select(property => property.GetValue(item)))
                .OfType<object>()
                .Select(list => list.GetType()),
        ];
        Assert.NotEmpty(lists);
        Assert.All(lists, list => Assert.True(list.IsVisible, list.ToString()));
    }

    public void Dispose() => _session.Dispose();

    // Also what the objects consist of: it is shown as a text in lists and beyond the depth of serialization.
    private static void Collect(Type type, HashSet<Type> types)
    {
        if (type.IsGenericType)
        {
            foreach (Type argument in type.GetGenericArguments()) { Collect(argument, types); }
        }

        bool isOwn = type.Namespace?.StartsWith("Mycelium.", StringComparison.Ordinal) is true;
        if (!isOwn || type.IsEnum || type.IsInterface || type.IsAssignableTo(typeof(IEnumerable)) || !types.Add(type)) { return; }

        foreach (PropertyInfo property in type.GetProperties()) { Collect(property.PropertyType, types); }
    }

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    // The compiler marks the text that it makes of a record.
    private static bool HasText(Type type)
    {
        MethodInfo text = type.GetMethod(nameof(ToString), Type.EmptyTypes)!;
        return text.DeclaringType == type && !text.IsDefined(typeof(CompilerGeneratedAttribute));
    }
}
