namespace Shop.Tests.Proof;

/// <summary>
/// Checks the patches in <c>mutations/</c>. mutate.sh, which is slow, checks that the tests detect each of them.
/// </summary>
public sealed class MutationTests
{
    private const string ChangedFile = "--- a/";
    private const string Hunk = "@@";
    private static readonly string[] Projects = ["Shop.UnitTests", "Shop.Tests"];
    private static readonly string Top = Path.GetDirectoryName(global::Projects.Shop_AppHost.ProjectPath)!;

    private static readonly string Folder = Path.Combine(Top, "Shop.Tests/Proof/mutations");

    public static TheoryData<string> All =>
        [.. Directory.GetFiles(Folder, "*.patch").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(All))]
    public void Each_patch_applies_and_names_existing_tests(string name)
    {
        var file = "";
        var lines = File.ReadAllLines(Path.Combine(Folder, name));
        Assert.Contains(lines, line => line.StartsWith("Mutation: ", StringComparison.Ordinal));
        var tests = Assert.Single(lines, line => line.StartsWith("Tests: ", StringComparison.Ordinal));
        Assert.All(tests["Tests: ".Length..].Split(' '), AssertIsOfATest);

        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].StartsWith(ChangedFile, StringComparison.Ordinal))
            {
                file = File.ReadAllText(Path.Combine(Top, lines[at][ChangedFile.Length..].Split('\t')[0]));
            }
            else if (lines[at].StartsWith(Hunk, StringComparison.Ordinal))
            {
                var before = lines.Skip(at + 1)
                    .TakeWhile(line => line is [' ' or '-' or '+', ..])
                    .TakeWhile(line => !line.StartsWith(ChangedFile, StringComparison.Ordinal))
                    .Where(line => line[0] != '+').Select(line => line[1..]);
                Assert.Contains(string.Join('\n', before), file);
            }
        }
    }

    // A filter that matches no test would let every mutation survive.
    private static void AssertIsOfATest(string filter)
    {
        var (folder, type, method) = filter.Split('.') is [var first, var second, .. var rest]
            ? (first, second, rest.SingleOrDefault(""))
            : throw new FormatException($"{filter} is not Folder.Class or Folder.Class.Method.");
        var source = Projects.Select(project => Path.Combine(Top, project, folder, $"{type}.cs"))
            .FirstOrDefault(File.Exists);
        Assert.True(
            source is not null && File.ReadAllText(source).Contains($" {method}", StringComparison.Ordinal),
            $"There is no {filter}.");
    }
}
