/// What each letter or sign becomes in a slug.
enum Transliteration {
    /// The replacement of a character; nil when it vanishes because the table doesn't have it.
    static func replacement(of scalar: Unicode.Scalar) -> String? {
        replacements[scalar.value]
    }

    private static let replacements: [UInt32: String] = {
        var replacements: [UInt32: String] = [:]
        for line in table.utf8.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard parts.count == 2, let replacement = String(parts[0]) else { continue }
            for entry in parts[1].split(separator: UInt8(ascii: " ")) {
                for code in codes(entry) { replacements[code] = replacement }
            }
        }
        return replacements
    }()

    /// `41`, or a range such as `C0-C5`.
    private static func codes(_ entry: Substring.UTF8View) -> ClosedRange<UInt32> {
        let bounds = entry.split(separator: UInt8(ascii: "-")).compactMap { UInt32(Substring($0), radix: 16) }
        guard let low = bounds.first, let high = bounds.last, low <= high else { return 0...0 }
        return low...high
    }

    /// A replacement, then the code points that become it, in hexadecimal.
    private static let table = """
        : 42A 42C 44A 44C
        -: 20 26 28-29 2B-2F 3A-3E 5B 5D 5F 7B 7D-7E FF3F FF5E
        0: 30 24EA
        1: 31
        2: 32 B2
        3: 33 B3
        4: 34
        5: 35
        6: 36
        7: 37
        8: 38
        9: 39 2490
        a: 41 61 C0-C5 E0-E5 100-105 1CD-1CE 1DE-1E1 1FA-1FB 200-203 226-227 23A 251 410 430 1D00 1E00-1E01 1E9A
        a: 1EA0-1EB7 2090 212B 249C 24B6 24D0 FF21 FF41
        b: 42 62 DF 180-181 184-185 243 411 431 1D03 1E02-1E07 212C 249D 24B7 24D1 FF22 FF42
        c: 43 63 C7 E7 106-10D 187-188 23B-23C 426 446 1D04 1E08-1E09 2102-2104 249E 24B8 24D2 FF23 FF43
        d: 44 64 D0 10E-111 189-18A 257 414 434 1D05-1D06 1E0A-1E13 249F 24B9 24D3 FF24 FF44
        e: 45 65 C8-CB E8-EB 112-11B 190 1DD 204-207 228-229 246-247 42D 44D 1D07 1E14-1E1D 1EB8-1EC7 2091 212E-212F
        e: 24A0 24BA 24D4 FF25 FF45
        f: 46 66 191-192 424 444 1E1E-1E1F 2109 24A1 24BB 24D5 A730 FF26 FF46
        g: 47 67 11C-123 193 1E4-1E7 1F4-1F5 260-262 413 433 1E20-1E21 210A 24A2 24BC 24D6 FF27 FF47
        h: 48 68 124-127 21E-21F 425 445 1E22-1E2B 1E96 210B-210F 24A3 24BD 24D7 FF28 FF48
        i: 49 69 CC-CF EC-EF 128-12F 196-197 1CF-1D0 208-20B 418 438 1E2C-1E2F 24A4 24BE 24D8 FF29 FF49
        j: 4A 6A 134-135 1F0 237 248-249 419 439 1D0A 24A5 24BF 24D9 FF2A FF4A
        k: 4B 6B 136-138 198-199 1E8-1E9 41A 43A 1D0B 1E30-1E35 212A 24A6 24C0 24DA FF2B FF4B
        l: 4C 6C 130-131 139-142 23D-23E 41B 43B 1D0C 1E36-1E3D 24A7 24C1 24DB FF2C FF4C
        m: 4D 6D 271 41C 43C 1D0D 1E3E-1E43 24A8 24C2 24DC FF2D FF4D
        n: 4E 6E D1 F1 143-14B 19D-19E 1F8-1F9 220 41D 43D 1D0E 1E44-1E4B 2115 24A9 24C3 24DD FF2E FF4E
        o: 4F 6F D2-D6 D8 F0 F2-F6 F8 14C-151 19F-1A1 1D1-1D2 1EA-1ED 1FE-1FF 20C-20F 22A-231 275 41E 43E 1D0F
        o: 1E4C-1E53 1ECC-1EE3 2092 24AA 24C4 24DE FF2F FF4F
        p: 50 70 1A4-1A5 41F 43F 1E54-1E57 2117 2119 24AB 24C5 24DF FF30 FF50
        q: 51 71 1BC-1BD 24A-24B 211A 24AC 24C6 24E0 FF31 FF51
        r: 52 72 154-159 1A6 210-213 24C-24D 420 440 1E58-1E5F 211B-211D 211F 24AD 24C7 24E1 FF32 FF52
        s: 53 73 15A-161 17F 1A7-1A9 218-219 23F 421 441 1E60-1E69 24AE 24C8 24E2 A731 FF33 FF53
        t: 54 74 162-167 1AA-1AE 21A-21B 422 442 1E6A-1E71 1E97 24AF 24C9 24E3 FF34 FF54
        u: 55 75 B5 D9-DC F9-FC 168-173 1AF-1B2 1D3-1DC 214-217 244 423 443 1E72-1E7B 1EE4-1EF1 24B0 24CA 24E4 FF35
        u: FF55
        v: 56 76 245 412 432 1E7C-1E7F 24B1 24CB 24E5 FF36 FF56
        w: 57 77 174-175 19C 26F 1E80-1E89 1E98 24B2 24CC 24E6 FF37 FF57
        x: 58 78 D7 1E8A-1E8D 2093 24B3 24CD 24E7 FF38 FF58
        y: 59 79 DD FD FF 176-178 232-233 24E-24F 42B 44B 1E8E-1E8F 1E99 1EF2-1EF9 24B4 24CE 24E8 FF39 FF59
        z: 5A 7A 179-17E 1B5-1B7 224-225 240 417 437 1E90-1E95 2124 24B5 24CF 24E9 FF3A FF5A
        10: 2491
        11: 2492
        12: 2493
        13: 2494
        14: 2495
        15: 2496
        16: 2497
        17: 2498
        18: 2499
        19: 249A
        20: 249B
        aa: A732-A733
        ac: 2100
        ae: C6 E6 1E2-1E3 1FC-1FD 1D01-1D02
        af: A73A-A73D
        aj: A736-A737
        ao: A734-A735
        as: 2101
        av: A738-A739
        ch: 427 447
        co: 2105
        cu: 2106
        db: 238
        dz: 1C4-1C6 1F1-1F3
        ij: 132-133
        lj: 1C7-1C9
        nd: 18B-18C
        nj: 1CA-1CC
        oe: 152-153 276
        px: 211E
        qp: 239
        sh: 428 448
        sm: 2120
        th: DE FE
        tm: 2122
        ya: 42F 44F
        ye: 415 435
        yo: 401 451
        yu: 42E 44E
        zh: 416 436
        tel: 2121
        shch: 429 449
        """
}
