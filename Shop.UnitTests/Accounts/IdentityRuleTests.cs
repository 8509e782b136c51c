using System.Security.Cryptography;
using Shop.Account.Identities;
using Shop.Account.Members;

namespace Shop.UnitTests.Accounts;

/// <summary>The legal ages, and the peppered hash of a CI that identifies a person.</summary>
public sealed class IdentityRuleTests
{
    [Theory]
    [InlineData("2007-12-31", "2026-01-01T00:00:00+09:00", true)] // The year decides, not the birthday.
    [InlineData("2007-12-31", "2025-12-31T23:59:59+09:00", false)]
    [InlineData("2007-12-31", "2025-12-31T15:00:00+00:00", true)] // The year has begun in Seoul.
    [InlineData("2007-12-31", "2025-12-31T14:59:59+00:00", false)]
    [InlineData("2008-01-01", "2026-12-31T14:59:59+00:00", false)]
    [InlineData("1960-01-01", "2026-06-01T00:00:00+00:00", true)]
    public void Adult_turns_nineteen_in_the_current_year_in_Seoul(string born, string now, bool adult) =>
        Assert.Equal(adult, LegalAge.IsReached(DateOnly.Parse(born), DateTimeOffset.Parse(now)));

    [Theory]
    [InlineData("2012-06-15", "2026-06-14T23:59:59+09:00", true)]
    [InlineData("2012-06-15", "2026-06-15T00:00:00+09:00", false)]
    [InlineData("2012-06-15", "2026-06-14T15:00:00+00:00", false)] // The birthday has begun in Seoul.
    [InlineData("1990-01-01", "2026-06-15T00:00:00+09:00", false)]
    public void Child_needs_a_guardian_until_the_fourteenth_birthday_in_Seoul(string born, string now, bool needed) =>
        Assert.Equal(needed, LegalAge.NeedsGuardian(DateOnly.Parse(born), DateTimeOffset.Parse(now)));

    [Fact]
    public void Stored_hash_wrapped_with_a_new_pepper_equals_the_new_hash_of_the_CI()
    {
        var first = "the first pepper, 32 bytes long."u8.ToArray();
        var second = "a second pepper, appended to it."u8.ToArray();
        var (before, after) = (new CiPepperChain([first]), new CiPepperChain([first, second]));

        var stored = before.Hash("ci", 1);

        Assert.Equal(HMACSHA256.HashData(first, "ci"u8), stored);
        Assert.Equal(after.Hash("ci", 2), after.Wrap(stored, from: 1, to: 2));
        Assert.Equal(stored, after.Hash("ci", 1)); // The old hash is used until the rows are wrapped.
        Assert.Equal(before.Fingerprints, after.Fingerprints.Take(1)); // Fingerprints identify the peppers.
        Assert.NotEqual(after.Fingerprints[0], after.Fingerprints[1]);
    }
}
