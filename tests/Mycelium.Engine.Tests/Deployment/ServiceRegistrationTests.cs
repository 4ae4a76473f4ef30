using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class ServiceRegistrationTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    [Theory]
    [InlineData("mycelium")]
    [InlineData("A-1_b.c")]
    [InlineData("0")]
    public void Names_that_every_manager_can_hold_are_taken(string name) => Assert.Equal(name, _folder.Register(name).Name);

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData(".a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("a@b")]
    [InlineData("ä")]
    [InlineData("%n")]
    public void Other_names_are_refused(string name) => Refused(MyceliumErrorId.ServiceNameInvalid, () => _folder.Register(name));

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        Assert.Equal(64, _folder.Register(new string('a', 64)).Name.Length);
        Refused(MyceliumErrorId.ServiceNameInvalid, () => _folder.Register(new string('a', 65)));
    }

    [Fact]
    public void A_configuration_with_mistakes_is_refused_with_all_of_them()
    {
        string path = _folder.Write("wrong.yaml", "colour: red\nmtu: 1\n");

        MyceliumException error = Refused(MyceliumErrorId.InvalidConfiguration, () => ServiceRegistration.Create("a", path));

        Assert.Contains("2 mistake(s)", error.Message, StringComparison.Ordinal);
        Refused(MyceliumErrorId.ConfigurationNotFound, () => ServiceRegistration.Create("a", path + "x"));
    }

    [Fact]
    public void Folders_of_keys_are_those_that_the_service_may_write()
    {
        _folder.Write("node.yaml", "nodes:\n- { name: a, keyFile: k/a }\n- { name: b, keyFile: k/b }\n- { name: c, keyFile: /z/c }\n");

        Assert.Equal(["/z", Path.Combine(_folder.Path, "k")], _folder.Register().KeyFolders.OrderBy(path => path.Length));
    }

    [Fact]
    public void An_identity_that_is_not_kept_is_warned_of()
    {
        _folder.Write("node.yaml", "nodes:\n- { name: a }\n- { name: b, keyVariable: KEY }\n- { name: c, keyFile: c.key }\n");

        IReadOnlyList<string> warnings = _folder.Register().Warnings;

        Assert.Equal(2, warnings.Count);
        Assert.Contains("'a' is not kept", warnings[0], StringComparison.Ordinal);
        Assert.Contains("'KEY'", warnings[1], StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("/etc/node.key", "/etc")]
    [InlineData("/home/user/node.key", "/home/user")]
    [InlineData("/var/lib/node.key", "/var/lib")]
    [InlineData("/etc/mycelium/node.key", null)]
    [InlineData("/var/lib/mycelium/node.key", null)]
    [InlineData("/keys/node.key", null)]
    public void A_key_among_many_other_files_is_warned_of(string key, string? folder)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such folders.");
        _folder.Write("node.yaml", $"keyFile: {key}\n");

        IReadOnlyList<string> warnings = _folder.Register().Warnings;

        if (folder is null) { Assert.Empty(warnings); }
        else { Assert.Contains($"all of '{folder}'", Assert.Single(warnings), StringComparison.Ordinal); }
    }

    [SkippableFact]
    public void A_key_among_everything_is_refused()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such folder.");
        _folder.Write("node.yaml", "keyFile: /node.key\n");

        MyceliumException error = Refused(MyceliumErrorId.InvalidOption, () => _folder.Register());

        Assert.Contains("'/'", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData('\n')]
    [InlineData('\u0085')]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    public void A_path_with_a_line_break_is_refused(char lineBreak)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such paths.");
        string path = _folder.Write($"a{lineBreak}b.yaml", "keyFile: a\n");

        MyceliumException error = Refused(MyceliumErrorId.InvalidOption, () => ServiceRegistration.Create("a", path));

        Assert.Contains("a?b.yaml", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static MyceliumException Refused(MyceliumErrorId id, Func<object> work)
    {
        MyceliumException error = Assert.Throws<MyceliumException>(work);
        Assert.Equal(id, error.ErrorId);
        return error;
    }
}
