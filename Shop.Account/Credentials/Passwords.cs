// Password rules follow NIST SP 800-63B: a minimum length, any characters, no common passwords, no composition rules.
// Argon2id (libsodium) hashes with the memory and the passes that OWASP recommends. It takes a sixth of the time of
// PBKDF2 at OWASP's strength (docs/performance.md), and its memory makes it harder to attack with graphics cards.
// Hashing is expensive, so it may use half of the processors: many concurrent sign-ins must not delay CheckBuyer, which
// an order waits for.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Shop.Account.Credentials;

public enum PasswordMatch
{
    Wrong,
    Right,

    /// <summary>The password is right, and its hash used less memory or fewer passes than configured.</summary>
    RightButWeaklyHashed,
}

public sealed class Passwords(PasswordSettings settings)
{
    private const int MinLength = 8;
    private const int MaxLength = 128;

    private const int SaltBytes = 16;

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly PasswordHash _decoyHash = Hash($"{Guid.NewGuid()}", settings.MemoryKiB, settings.Passes);

    /// <summary>Why a password is refused: it breaks a rule, or the repeated one was sent and differs.</summary>
    public static IEnumerable<FieldError> Check(string field, string password, string? repeated, string? loginId = null)
    {
        if (FindBrokenRule(field, password, loginId) is { } broken)
        {
            yield return broken;
        }

        if (repeated is not null && repeated != password)
        {
            yield return new("passwordAgain", "The passwords differ.");
        }
    }

    /// <summary>The rule that this password breaks; null if it is valid.</summary>
    public static FieldError? FindBrokenRule(string field, string password, string? loginId)
    {
        var normal = Normalized(password);
        if (normal.Length > MaxLength)
        {
            return new(field, $"A password has at most {MaxLength} characters.");
        }

        if (new StringInfo(normal).LengthInTextElements < MinLength)
        {
            return Weak(field, $"A password has at least {MinLength} characters.");
        }

        return normal.Trim().Equals(loginId, StringComparison.OrdinalIgnoreCase)
                ? Weak(field, "Choose a password that differs from the login id.")
            : CommonPasswords.Contains(normal) ? Weak(field, "This password is too common. Choose another one.")
            : null;
    }

    private static FieldError Weak(string field, string why) => new(field, why, ProblemCodes.WeakPassword);

    public async Task<string> HashAsync(string password, CancellationToken ct) => (await InTurnAsync(
        () => Hash(password, settings.MemoryKiB, settings.Passes), ct)).ToString();

    /// <summary>Compares a password. Without a readable hash the result is Wrong, after the same time.</summary>
    public async Task<PasswordMatch> CompareAsync(string? storedHash, string password, CancellationToken ct)
    {
        var stored = storedHash is null ? null : PasswordHash.Parse(storedHash);
        var isRight = await InTurnAsync(() => IsOf(password, stored ?? _decoyHash), ct) && stored is not null;
        var isWeak = stored is not null && (stored.MemoryKiB < settings.MemoryKiB || stored.Passes < settings.Passes);
        if (isWeak && !isRight)
        {
            // A right password is rehashed now, and for an unknown login id the comparison uses the current strength.
            // A wrong password must take as long, so that the response time does not reveal the case.
            await InTurnAsync(() => IsOf(password, _decoyHash), ct);
        }

        return (isRight, isWeak) switch
        {
            (false, _) => PasswordMatch.Wrong,
            (true, true) => PasswordMatch.RightButWeaklyHashed,
            (true, false) => PasswordMatch.Right,
        };
    }

    private static PasswordHash Hash(string password, int memoryKiB, int passes)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new(memoryKiB, passes, salt, Key(password, salt, memoryKiB, passes));
    }

    private static bool IsOf(string password, PasswordHash hash) => CryptographicOperations.FixedTimeEquals(
        Key(password, hash.Salt, hash.MemoryKiB, hash.Passes), hash.Key);

    private static byte[] Key(string password, byte[] salt, int memoryKiB, int passes) =>
        PasswordBasedKeyDerivationAlgorithm
            .Argon2id(new() { DegreeOfParallelism = 1, MemorySize = memoryKiB, NumberOfPasses = passes })
            .DeriveBytes(Encoding.UTF8.GetBytes(Normalized(password)), salt, PasswordHash.KeyBytes);

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return work();
        }
        finally
        {
            _turns.Release();
        }
    }

    // The same Hangul typed on two systems may be composed differently; it must stay the same password.
    private static string Normalized(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return password; // It contains invalid code points and cannot be normalized.
        }
    }
}
