using System.Security.Cryptography;

namespace Shop.Tests;

/// <summary>A person whom the sandbox can verify. The CI is 88 characters of base64, as real ones are.</summary>
public sealed record Person(string Name, DateOnly BirthDate, string Ci)
{
    private static readonly string[] Names = ["김하늘", "이서준", "박지우", "최민서", "정도윤", "강하은"];

    /// <summary>A person who is unknown to the shop.</summary>
    public static Person New(bool adult = true) => new(
        Names[RandomNumberGenerator.GetInt32(Names.Length)],
        new DateOnly(adult ? 1990 : 2010, RandomNumberGenerator.GetInt32(1, 13), RandomNumberGenerator.GetInt32(1, 29)),
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
}
