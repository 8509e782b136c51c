using System.Security.Cryptography;
using System.Text;
using Shop.Account.Identities;
using Shop.Account.Members;

namespace Shop.Tests.Accounts;

/// <summary>The two computations on which everything about a person rests.</summary>
public sealed class RecognisingAPerson
{
    private static readonly byte[] First = Encoding.UTF8.GetBytes("the first pepper, 32 bytes long.");
    private static readonly byte[] Second = Encoding.UTF8.GetBytes("a second pepper, appended to it.");

    [Theory]
    [InlineData("2007-12-31", "2026-01-01T00:00:00+09:00", true)] // The year counts, not the birthday.
    [InlineData("2007-12-31", "2025-12-31T23:59:59+09:00", false)]
    [InlineData("2007-12-31", "2025-12-31T15:00:00+00:00", true)] // The year has begun in Seoul.
    [InlineData("2007-12-31", "2025-12-31T14:59:59+00:00", false)]
    [InlineData("2008-01-01", "2026-12-31T14:59:59+00:00", false)]
    [InlineData("1960-01-01", "2026-06-01T00:00:00+00:00", true)]
    public void Adult_is_who_turns_nineteen_in_this_year_of_Seoul(string born, string now, bool adult) =>
        Assert.Equal(adult, Adulthood.IsReached(DateOnly.Parse(born), DateTimeOffset.Parse(now)));

    [Fact]
    public void A_ci_is_hashed_with_the_pepper()
    {
        var hash = new CiPeppers([First]).Hash("ci", 1);

        Assert.Equal(HMACSHA256.HashData(First, "ci"u8), hash);
    }

    [Fact]
    public void A_stored_hash_wrapped_with_a_new_pepper_is_the_hash_that_a_sign_up_makes_from_then_on()
    {
        var peppers = new CiPeppers([First, Second]);
        var stored = new CiPeppers([First]).Hash("ci", 1);

        Assert.Equal(peppers.Hash("ci", 2), peppers.Wrap(stored, from: 1, to: 2));
        Assert.Equal(stored, peppers.Hash("ci", 1)); // Until the rows are wrapped, the old form is made.
    }

    [Fact]
    public void A_pepper_is_recognised_without_being_shown()
    {
        var fingerprints = new CiPeppers([First, Second]).Fingerprints;

        Assert.Equal(new CiPeppers([First]).Fingerprints, fingerprints.Take(1));
        Assert.NotEqual(fingerprints[0], fingerprints[1]);
    }
}
