namespace GroupPages.Data.Samples;

/// <summary>People who do not exist: any likeness of a first and a last name together to a real person is chance.</summary>
internal static class SampleNames
{
    private static readonly string[] First =
    [
        "Annelise", "Tomás", "Grace", "Ji-woo", "Samir", "Ruth", "Mateo", "Ivy", "Noah", "Leila", "Björn", "Priya", "Olga", "Kwame", "Mei",
        "Hugo", "Nadia", "Émile", "Yusuf", "Clara", "Dmitri", "Aisha", "Pavel", "Ines", "Oscar", "Tamar", "Ravi", "Sofia", "Ewan", "Zofia",
        "عمر", "Χλόη", "Мила", "美咲",
    ];

    private static readonly string[] Last =
    [
        "Moorwell", "Riverstone", "Okaforde", "Parklund", "Haddadi", "Lindqvarn", "Cruzado", "Chenoweth", "Adeyemar", "Farrokhi",
        "Öbergson", "Nairvale", "Petrovnik", "Mensahby", "Linwood", "Bramblewick", "Karimoff", "Dubreuil", "Demirel", "Vogelsang",
        "Sokolnik", "Bellowes", "Novakov", "Almeidan", "Quillfeather", "Barakos", "Menonville", "Rossetti", "Drummonde",
    ];

    /// <summary>The n-th sample person; the lists' lengths share no divisor, so names repeat only after hundreds.</summary>
    public static (string First, string Last) At(int n) => (First[n % First.Length], Last[n % Last.Length]);
}
