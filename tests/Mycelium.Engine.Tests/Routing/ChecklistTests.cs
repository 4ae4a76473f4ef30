using System.Reflection;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>The list of routing rules and the tests that carry their ids belong together.</summary>
public sealed class ChecklistTests
{
    [Fact]
    public void Every_rule_of_the_checklist_has_a_test_and_every_id_is_on_the_list()
    {
        string[] listed = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "vectors", "routing-checklist.txt"));
        IEnumerable<Type> types = typeof(ChecklistTests).Assembly.GetTypes().Where(type => !type.IsAbstract);
        HashSet<string> carried = [.. types.SelectMany(Ids)];

        Assert.Equal(136, listed.Distinct().Count());
        Assert.Empty(listed.Except(carried));
        Assert.Empty(carried.Except(listed));
    }

    private static IEnumerable<string> Ids(Type type) =>
        type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute))).Cast<MemberInfo>().Append(type)
            .SelectMany(member => member.GetCustomAttributesData())
            .Where(data => data.AttributeType == typeof(TraitAttribute) && (string?)data.ConstructorArguments[0].Value == "Checklist")
            .Select(data => (string)data.ConstructorArguments[1].Value!);
}
