namespace Shop.Account.Credentials;

/// <summary>The most common passwords, among those that are long enough to be accepted otherwise.</summary>
public static class CommonPasswords
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "00000000", "01234567", "0123456789", "10101010", "11111111", "11223344", "12121212", "123123123",
        "123321123", "12341234", "12344321", "1234512345", "12345678", "123456789", "1234567890", "1q2w3e4r",
        "1q2w3e4r5t", "1qaz2wsx", "1qaz@wsx", "22222222", "55555555", "66666666", "77777777", "87654321", "88888888",
        "987654321", "99999999", "a1234567", "a12345678", "a123456789", "aa123456", "abc12345", "abcd1234",
        "abcdefgh", "admin123", "administrator", "alexander", "asdf1234", "asdfasdf", "asdfghjk", "asdfghjkl",
        "baseball", "basketball", "changeme", "charlotte", "chocolate", "computer", "december", "dkssud12",
        "dkssudgktpdy", "football", "freedom1", "google123", "iloveyou", "iloveyou1", "internet", "jennifer",
        "letmein1", "liverpool", "master123", "michelle", "mypassword", "p@ssw0rd", "p@ssword", "passw0rd",
        "password", "password!", "password1", "password1!", "password12", "password123", "princess", "q1w2e3r4",
        "q1w2e3r4t5", "qazwsxedc", "qlalfqjsgh", "qwe123qwe", "qwer1234", "qwer1234!", "qwerasdf", "qwert123",
        "qwerty12", "qwerty123", "qwertyui", "qwertyuiop", "samantha", "september", "starwars", "sunshine",
        "superman", "test1234", "tkfkdgo1", "tkfkdgody", "trustno1", "victoria", "welcome1", "welcome123", "whatever",
        "zaq12wsx", "zxcvbnm1", "zxcvbnm123",
    };

    public static bool Contains(string password) =>
        Known.Contains(password) || password.Distinct().Count() == 1;
}
